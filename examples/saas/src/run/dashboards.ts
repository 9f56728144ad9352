import { fileURLToPath } from 'node:url'
import { startAlertmanager, startOtlpPrometheus, type OtlpPrometheus } from '@tokentoll/tooling/servers'
import type { CleanUp } from './clean-up.ts'
import type { Progress } from './progress.ts'

const alertmanagerConfig = { route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] }

/** Prometheus with the alert rules, and the Alertmanager behind it. */
export interface WatchedMetrics extends OtlpPrometheus {
  readonly alertmanagerUrl: string
}

/** Starts both; they end with `cleanUp`. */
export async function startWatched(cleanUp: CleanUp): Promise<WatchedMetrics> {
  const alertmanager = await startAlertmanager({ config: alertmanagerConfig })
  cleanUp.add(() => alertmanager.stop())
  const rules = new URL('../../../../alerts/generated/llm-cost.rules.yaml', import.meta.url)
  const metrics = await startOtlpPrometheus({
    ruleFiles: [fileURLToPath(rules)],
    alertmanagers: [alertmanager.url],
  })
  cleanUp.add(() => metrics.stop())
  return { ...metrics, alertmanagerUrl: alertmanager.url }
}

/** Opens the dashboards on the data of the run, and leaves everything running until the user stops it. */
export async function showDashboards(
  metrics: WatchedMetrics,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: Progress },
): Promise<void> {
  // Loaded only when asked for: the preview installs some 530 MB of Grafana's components on its first start.
  const { startPreview } = await import('../../../../dashboards/preview-start.ts')
  const preview = await startPreview({
    prometheusUrl: metrics.prometheus.url,
    port: 0,
    onProgress: (message) => progress.step(message),
  })
  process.stdout.write(
    [
      '',
      `Dashboards    ${preview.url}`,
      `Prometheus    ${metrics.prometheus.url}`,
      `Alertmanager  ${metrics.alertmanagerUrl}`,
      'Charts by task and model begin within five minutes, tokens by type within fifteen. Press Ctrl-C to stop all three.',
      '',
    ].join('\n'),
  )
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  await preview.stop()
}
