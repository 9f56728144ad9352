import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseUsdToPico, type CostRecord } from '@tokentoll/core'
import { startProvider, type Provider } from '@tokentoll/example-provider'
import { findFreePort } from '@tokentoll/tooling/servers'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

const cwd = fileURLToPath(new URL('../../examples/nextjs', import.meta.url))
const next = join(cwd, 'node_modules/next/dist/bin/next')
const folder = mkdtempSync(join(tmpdir(), 'tokentoll-nextjs-'))
const costs = join(folder, 'costs.ndjson')
const patience = { timeout: 20_000, interval: 50 }
let provider: Provider
let server: ChildProcess | undefined
let address = ''

beforeAll(async () => {
  provider = await startProvider()
  const port = await findFreePort()
  address = `http://127.0.0.1:${port}`
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    NODE_OPTIONS: '--conditions=@tokentoll/source --disable-warning=ExperimentalWarning',
    NEXT_TELEMETRY_DISABLED: '1',
    OPENAI_API_KEY: 'loopback',
    OPENAI_BASE_URL: provider.openaiUrl,
    COSTS_FILE: costs,
  }
  await promisify(execFile)(process.execPath, [next, 'build'], { cwd, env, timeout: 100_000 })
  server = spawn(process.execPath, [next, 'start', '-p', String(port)], { cwd, env, stdio: 'ignore' })
  await vi.waitFor(() => fetch(address), patience)
}, 150_000)

afterAll(async () => {
  server?.kill()
  await provider.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('books streamed answers to the session, durably once the response is sent', async () => {
  const tenants = Array.from({ length: 20 }, (_, index) => `tenant-${index}`)
  await Promise.all(
    tenants.map(async (tenantId) => {
      const response = await fetch(`${address}/api/chat`, {
        method: 'POST',
        headers: { cookie: `session=${tenantId}:ada`, 'content-type': 'application/json' },
        // What the body claims does not count.
        body: JSON.stringify({
          prompt: `Hello [[call ${tenantId}]]`,
          conversationId: 'c-1',
          tenantId: 'forged',
        }),
      })
      expect(response.status).toBe(200)
      expect(await response.text()).not.toBe('')
    }),
  )
  await expect.poll(() => readRecords().length, patience).toBeGreaterThanOrEqual(tenants.length)
  const served = new Map(provider.book.calls.map((call) => [call.id, call]))
  const records = readRecords()
  expect(records).toHaveLength(tenants.length)
  for (const record of records) {
    const call = served.get(record.responseId ?? '')
    expect(record.attribution).toMatchObject({
      tenantId: call?.correlation,
      userId: 'ada',
      task: 'main-chat',
    })
    expect(BigInt(record.cost.totalPicoUsd)).toBe(BigInt(parseUsdToPico(call?.costUsd ?? '-1')))
  }
})

it('books an answer whose browser disconnects, with what was streamed', async () => {
  const before = readRecords().length
  const disconnect = new AbortController()
  const response = await fetch(`${address}/api/chat`, {
    method: 'POST',
    headers: { cookie: 'session=tenant-gone:ada', 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'Tell a long story. [[pace chunks=2000 delay=5]]' }),
    signal: disconnect.signal,
  })
  const reader = response.body?.getReader()
  for (let chunk = 0; chunk < 5; chunk += 1) await reader?.read()
  disconnect.abort()
  await expect.poll(() => readRecords().length, patience).toBeGreaterThan(before)
  const [record] = readRecords().slice(before)
  expect(record).toMatchObject({ outcome: 'aborted', attribution: { tenantId: 'tenant-gone' } })
  expect(record?.cost.isEstimated).toBe(true)
  expect(record?.usage.outputTokens).toBeGreaterThan(0)
})

it('asks no provider without a session', async () => {
  const before = provider.book.calls.length
  const response = await fetch(`${address}/api/chat`, { method: 'POST', body: '{"prompt":"Hello"}' })
  expect(response.status).toBe(401)
  expect(provider.book.calls).toHaveLength(before)
})

function readRecords(): readonly CostRecord[] {
  try {
    const lines = readFileSync(costs, 'utf8').split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as CostRecord)
  } catch {
    return []
  }
}
