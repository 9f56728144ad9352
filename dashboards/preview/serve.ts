import { parseArgs } from 'node:util'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { preview, type Connect } from 'vite'

// Serves the built preview, the dashboards of a folder, and passes queries on to Prometheus.
// node serve.ts --prometheus http://127.0.0.1:9090 --dashboards ../generated/dashboards --port 4300

const { values } = parseArgs({
  options: {
    prometheus: { type: 'string', default: 'http://127.0.0.1:9090' },
    dashboards: { type: 'string', default: join(import.meta.dirname, '../generated/dashboards') },
    port: { type: 'string', default: '4300' },
  },
})
const folder = resolve(values.dashboards)

/** `/dashboards/index.json` lists the folder, `/dashboards/<uid>.json` is one of its files. */
const offerDashboards: Connect.NextHandleFunction = (request, response, next) => {
  const name = /^\/dashboards\/([a-z0-9-]+)\.json$/.exec(request.url ?? '')?.[1]
  if (name === undefined) return next()
  const answer = name === 'index' ? listing() : readFile(join(folder, `${name}.json`), 'utf8')
  answer.then(
    (text) => response.setHeader('content-type', 'application/json').end(text),
    () => {
      response.statusCode = 404
      response.end('There is no such dashboard')
    },
  )
}

async function listing(): Promise<string> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  const dashboards = await Promise.all(
    files.map(
      async (name) =>
        JSON.parse(await readFile(join(folder, name), 'utf8')) as { uid: string; title: string },
    ),
  )
  return JSON.stringify(dashboards.map(({ uid, title }) => ({ uid, title })))
}

const server = await preview({
  root: import.meta.dirname,
  configFile: join(import.meta.dirname, 'vite.config.ts'),
  logLevel: 'warn',
  plugins: [
    {
      name: 'dashboards',
      configurePreviewServer: ({ middlewares }) => void middlewares.use(offerDashboards),
    },
  ],
  preview: {
    host: '127.0.0.1',
    port: Number(values.port),
    strictPort: values.port !== '0',
    proxy: {
      '/prometheus': {
        target: values.prometheus,
        changeOrigin: true,
        rewrite: (path) => path.slice('/prometheus'.length),
      },
    },
  },
})
const address = server.httpServer.address()
const port = typeof address === 'object' && address !== null ? address.port : values.port
console.log(JSON.stringify({ ready: `http://127.0.0.1:${port}` }))
// The parent holds our standard input: when it goes, so do we.
process.stdin.resume().on('end', () => process.exit(0))
