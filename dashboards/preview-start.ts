import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

// Opens the preview of the dashboards on a Prometheus:
// npm run dashboards:preview -- --prometheus http://127.0.0.1:9090

/** What to draw and from where. */
export interface PreviewOptions {
  /** Default: `http://127.0.0.1:9090`. */
  readonly prometheusUrl?: string
  /** Folder of dashboard JSON. Default: the generated ones. */
  readonly dashboardsFolder?: string
  /** Default: 4300; 0 for any free one. */
  readonly port?: number
  /** Told what takes long: the installation of Grafana's components, and the build. */
  readonly onProgress?: (message: string) => void
}

/** A running preview. */
export interface Preview {
  /** The list of dashboards; `/d/<uid>` is one of them. */
  readonly url: string
  /** Draws a page into a PNG file; the answer says what the page found. Needs an executable Chromium. */
  shoot(options: ShootOptions): Promise<ShotResult>
  stop(): Promise<void>
}

/** One picture. */
export interface ShootOptions {
  readonly chromium: string
  /** Behind the preview's address, e.g. `/d/llm-cost-executive?now=1792000000000`. */
  readonly path: string
  readonly out?: string
  readonly width?: number
}

/** What a drawn page says about its panels. */
export interface ShotResult {
  readonly uid: string
  readonly expected: number
  readonly drawn: readonly {
    readonly title: string
    readonly empty: boolean
    readonly errors: readonly string[]
  }[]
  /** Exceptions of the page. */
  readonly problems: readonly string[]
}

const folder = join(import.meta.dirname, 'preview')

/** Installs (once), builds (once) and serves the preview; it ends with this process. */
export async function startPreview(options: PreviewOptions = {}): Promise<Preview> {
  const { prometheusUrl = 'http://127.0.0.1:9090', port = 4300, onProgress = () => {} } = options
  await prepare(onProgress)
  const server = spawn(
    process.execPath,
    [
      'serve.ts',
      `--prometheus=${prometheusUrl}`,
      `--port=${port}`,
      `--dashboards=${options.dashboardsFolder ?? join(import.meta.dirname, 'generated/dashboards')}`,
    ],
    { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const url = await readyAddress(server)
  return {
    url,
    async shoot({ chromium, path, out, width = 1600 }) {
      const more = out === undefined ? [] : [`--out=${out}`]
      const text = await run('node', [
        'shoot.ts',
        `--chromium=${chromium}`,
        `--url=${url}${path}`,
        `--width=${width}`,
        ...more,
      ])
      return JSON.parse(text) as ShotResult
    },
    async stop() {
      if (server.exitCode !== null) return
      const ended = once(server, 'exit')
      server.stdin?.end()
      await ended
    },
  }
}

async function prepare(onProgress: (message: string) => void): Promise<void> {
  if ((await changedAt('node_modules/.package-lock.json')) < (await changedAt('package-lock.json'))) {
    onProgress("installing Grafana's component libraries for the preview (about 530 MB) ...")
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
  }
  const sources = await Promise.all(
    ['src', '../src/grafana', 'index.html', 'package-lock.json'].map(changedAt),
  )
  if ((await changedAt('dist/index.html')) < Math.max(...sources)) {
    onProgress('building the preview ...')
    await run('node', ['node_modules/vite/bin/vite.js', 'build', '--logLevel=warn'])
  }
}

/** When a file, or the newest file of a folder, was changed; 0 when there is none. */
async function changedAt(path: string): Promise<number> {
  const absolute = join(folder, path)
  const found = await stat(absolute).catch(() => undefined)
  if (found === undefined) return 0
  if (!found.isDirectory()) return found.mtimeMs
  const files = await readdir(absolute, { recursive: true })
  const times = await Promise.all(files.map(async (name) => (await stat(join(absolute, name))).mtimeMs))
  return Math.max(...times)
}

async function run(command: 'node' | 'npm', args: readonly string[]): Promise<string> {
  // npm and the tools it starts take the first node on PATH: ours, not the system's.
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`
  const child = spawn(command === 'node' ? process.execPath : 'npm', args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: path },
  })
  let output = ''
  let trouble = ''
  child.stdout.on('data', (part: Buffer) => (output += part.toString()))
  child.stderr.on('data', (part: Buffer) => (trouble += part.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0)
    throw new Error(`${command} ${args[0]} failed in the preview:\n${(output + trouble).slice(-2000)}`)
  return output
}

async function readyAddress(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error('the preview has no output')
  for await (const line of createInterface({ input: server.stdout })) {
    const ready = /"ready":"([^"]+)"/.exec(line)?.[1]
    if (ready !== undefined) return ready
  }
  throw new Error('The preview did not start. Is its port in use? Choose another with --port.')
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { prometheus: { type: 'string' }, port: { type: 'string' } } })
  const preview = await startPreview({
    ...(values.prometheus === undefined ? {} : { prometheusUrl: values.prometheus }),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    onProgress: (message) => console.error(message),
  })
  console.log(`Dashboards: ${preview.url}`)
  process.once('SIGINT', () => void preview.stop())
}
