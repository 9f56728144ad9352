import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

import type { ServedCall } from './types.ts'

const program = fileURLToPath(new URL('./main.ts', import.meta.url))

let folder: string
const children: ChildProcess[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provider-main-'))
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

function run(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The child has no standard output.')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return line
}

it('serves as its own process, keeps the book of a killed client, and ends with its parent', async () => {
  const bookFile = join(folder, 'calls.ndjson')
  const server = run([program, '--book', bookFile, '--follow-stdin', '--seed', 'main'])
  const { openaiUrl } = JSON.parse(await firstLine(server)) as { openaiUrl: string }

  // The client reads one answer whole and is killed in the middle of the next, which is streamed.
  const client = run([
    '--input-type=module',
    '--eval',
    `
    const ask = (content, stream) => fetch('${openaiUrl}/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ model: 'gpt-4o', stream, messages: [{ role: 'user', content }] }),
    })
    const { id } = await (await ask('Hello', false)).json()
    const stream = await ask('Hello [[pace chunks=1000 delay=5]]', true)
    await stream.body.getReader().read()
    console.log(id)
    `,
  ])
  const id = await firstLine(client)
  client.kill('SIGKILL')

  const read = async (): Promise<ServedCall[]> =>
    (await readFile(bookFile, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as ServedCall)
  await expect.poll(async () => (await read()).length, { timeout: 10_000 }).toBe(2)
  const [whole, cut] = await read()
  expect(whole).toMatchObject({ id, outcome: 'ok', stream: false })
  expect(cut).toMatchObject({ outcome: 'aborted', stream: true })

  server.stdin?.end()
  await once(server, 'exit')
  expect(server.exitCode).toBe(0)
})

it('says why it did not start, without a stack trace', async () => {
  const server = run([program, '--fault', '418=0.5'])
  const said: string[] = []
  server.stderr?.on('data', (data: Buffer) => said.push(data.toString()))
  await once(server, 'close')
  expect(server.exitCode).toBe(1)
  expect(said.join('')).toBe(
    "The provider did not start: faults has no fault '418'; see FaultName for the list.\n",
  )
})
