import type { ComponentName } from './components.ts'

/** The programs that can be found or installed. */
export type ProgramName =
  | 'postgres'
  | 'redis'
  | 'prometheus'
  | 'promtool'
  | 'alertmanager'
  | 'amtool'
  | 'victoria-metrics'
  | 'vmagent'
  | 'docker-compose'
  | 'chromium'

/** How one program is recognised on the system, and where it lies in the cache. */
export interface ProgramDescription {
  readonly component: ComponentName
  /** File names to look for on the system, best first. */
  readonly fileNames: readonly string[]
  /** Path below the component's folder in the cache; `*` stands for one version folder. */
  readonly archivePath: string
  /** Files that must lie beside it. */
  readonly companions?: readonly string[]
  /** A found file counts only if this call prints what is expected. */
  readonly probe: { readonly args: readonly string[]; readonly accept: (output: string) => boolean }
  /** For the message when it is missing. */
  readonly remedy: string
}

export const programs: Readonly<Record<ProgramName, ProgramDescription>> = {
  postgres: {
    component: 'postgresql',
    fileNames: ['postgres'],
    archivePath: 'usr/lib/postgresql/*/bin/postgres',
    companions: ['initdb'],
    probe: { args: ['--version'], accept: atLeast(/PostgreSQL\) (\d+)/, 14) },
    remedy: 'install PostgreSQL 14 or newer, with "postgres" and "initdb" on PATH',
  },
  redis: {
    component: 'redis-server',
    fileNames: ['redis-server'],
    archivePath: 'usr/bin/redis-server',
    probe: { args: ['--version'], accept: atLeast(/ v=(\d+\.\d+)/, 6.2) },
    remedy: 'install Redis 6.2 or newer, with "redis-server" on PATH',
  },
  prometheus: {
    component: 'prometheus',
    fileNames: ['prometheus'],
    archivePath: 'usr/bin/prometheus',
    probe: { args: ['--version'], accept: atLeast(/version (\d+\.\d+)/, 2.53) },
    remedy: 'install Prometheus 2.53 or newer, with "prometheus" on PATH',
  },
  promtool: {
    component: 'prometheus',
    fileNames: ['promtool'],
    archivePath: 'usr/bin/promtool',
    probe: { args: ['--version'], accept: atLeast(/version (\d+\.\d+)/, 2.53) },
    remedy: 'install Prometheus 2.53 or newer, with "promtool" on PATH',
  },
  alertmanager: {
    component: 'prometheus-alertmanager',
    fileNames: ['alertmanager', 'prometheus-alertmanager'],
    archivePath: 'usr/bin/prometheus-alertmanager',
    probe: { args: ['--version'], accept: atLeast(/version (\d+\.\d+)/, 0.27) },
    remedy: 'install Alertmanager 0.27 or newer, with "alertmanager" on PATH',
  },
  amtool: {
    component: 'prometheus-alertmanager',
    fileNames: ['amtool'],
    archivePath: 'usr/bin/amtool',
    probe: { args: ['--version'], accept: atLeast(/version (\d+\.\d+)/, 0.27) },
    remedy: 'install Alertmanager 0.27 or newer, with "amtool" on PATH',
  },
  'victoria-metrics': {
    component: 'victoria-metrics',
    fileNames: ['victoria-metrics', 'victoria-metrics-prod'],
    archivePath: 'usr/bin/victoria-metrics',
    // Debian's build prints no version; what matters is the OTLP option.
    probe: { args: ['-help'], accept: offersOtlp },
    remedy: 'install VictoriaMetrics 1.112 or newer, with "victoria-metrics" on PATH',
  },
  vmagent: {
    component: 'victoria-metrics',
    fileNames: ['vmagent', 'vmagent-prod'],
    archivePath: 'usr/bin/vmagent',
    probe: { args: ['-help'], accept: offersOtlp },
    remedy: 'install VictoriaMetrics 1.112 or newer, with "vmagent" on PATH',
  },
  'docker-compose': {
    component: 'docker-compose',
    fileNames: ['docker-compose'],
    archivePath: 'usr/libexec/docker/cli-plugins/docker-compose',
    probe: { args: ['version'], accept: atLeast(/Docker Compose version v?(\d+\.\d+)/, 2.24) },
    remedy: 'install Docker Compose 2.24 or newer, with "docker-compose" on PATH',
  },
  chromium: {
    component: 'chromium',
    fileNames: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    archivePath: 'chromium',
    probe: { args: ['--version'], accept: atLeast(/(?:Chromium|Chrome) (\d+)/, 120) },
    remedy: 'install Chromium 120 or newer, with "chromium" on PATH',
  },
}

function offersOtlp(output: string): boolean {
  return output.includes('-opentelemetry.usePrometheusNaming')
}

/** Compares `major` or `major.minor` numerically per part: 2.9 is older than 2.53. */
function atLeast(pattern: RegExp, minimum: number): (output: string) => boolean {
  const [minimumMajor = 0, minimumMinor = 0] = String(minimum).split('.').map(Number)
  return (output) => {
    const version = pattern.exec(output)?.[1]
    if (version === undefined) return false
    const [major = 0, minor = 0] = version.split('.').map(Number)
    return major > minimumMajor || (major === minimumMajor && minor >= minimumMinor)
  }
}
