import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startProvider } from '@tokentoll/example-provider'
import { expect, it } from 'vitest'

const run = promisify(execFile)
const packagesUrl = new URL('../../packages/', import.meta.url)
const here = fileURLToPath(new URL('.', import.meta.url))
const names = ['catalog', 'pricing', 'core', 'ai-sdk'] as const

const script = `
const { createOpenAI } = require('@ai-sdk/openai')
const { generateText } = require('ai')
const { wrapProvider } = require('@tokentoll/ai-sdk')
const { createMeter, withAttribution } = require('@tokentoll/core')
const records = []
const sink = { record: (record) => records.push(record), flush: async () => {}, close: async () => {} }
const meter = createMeter({ sinks: [sink] })
const openai = wrapProvider(createOpenAI({ apiKey: 'test', baseURL: process.argv[2] }), { meter })
withAttribution({ tenantId: 'acme-corp' }, () =>
  generateText({ model: openai.chat('gpt-4o'), prompt: 'Hello [[usage in=1000 out=100]]' }),
).then(() => {
  const [record] = records
  console.log(records.length, record.attribution.tenantId, record.cost.totalPicoUsd)
})
`

it('a CommonJS application of AI SDK 5 requires the built package', async () => {
  const provider = await startProvider()
  const root = mkdtempSync(join(tmpdir(), 'tokentoll-commonjs-'))
  try {
    const scope = join(root, 'node_modules', '@tokentoll')
    for (const name of names) await install(name, join(scope, name))
    for (const host of ['ai', '@ai-sdk'])
      symlinkSync(join(here, 'node_modules', host), join(root, 'node_modules', host))
    writeFileSync(join(root, 'main.cjs'), script)
    const { stdout } = await run(process.execPath, ['main.cjs', provider.openaiUrl], {
      cwd: root,
      timeout: 30_000,
    })
    expect(stdout).toBe('1 acme-corp 3500000000\n')
  } finally {
    rmSync(root, { recursive: true })
    await provider.stop()
  }
})

// Builds as a release does, and lays the package out as an installation would.
async function install(name: string, target: string): Promise<void> {
  const source = fileURLToPath(new URL(`${name}/`, packagesUrl))
  mkdirSync(target, { recursive: true })
  const out = join(target, 'dist')
  await run('tsdown', ['--out-dir', out, '--no-clean', '--log-level', 'error'], {
    cwd: source,
    timeout: 60_000,
  })
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
    readonly publishConfig: { readonly exports: unknown }
    readonly dependencies?: Readonly<Record<string, string>>
  }
  writeFileSync(
    join(target, 'package.json'),
    JSON.stringify({ ...manifest, exports: manifest.publishConfig.exports }),
  )
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    if (dependency.startsWith('@tokentoll/')) continue
    const copy = join(target, 'node_modules', dependency)
    cpSync(join(source, 'node_modules', dependency), copy, { recursive: true, dereference: true })
  }
}
