import { describe, expect, it } from 'vitest'
import { descendantsOf, goneWithin } from './processes.ts'
import { demoFolder, startDemo, startNpmDemo } from './start-demo.ts'

const last = /truth \$(\d+\.\d\d) = ledger \$(\d+\.\d\d) = Prometheus \$(\d+\.\d\d), difference \$0\.00\n$/

// Each in a folder and on ports of its own; most of the time they wait for servers to start.
describe.concurrent('npm run demo', () => {
  it('ends with three stores that agree, and may be repeated', async () => {
    const folder = demoFolder()
    for (const repetition of ['first', 'second']) {
      const { code, output } = await startDemo('--folder', folder, '--jobs', '300').ended
      expect(code, output).toBe(0)
      const [, truth, ledger, prometheus] = last.exec(output) ?? []
      expect(Number(truth), repetition).toBeGreaterThan(0.1)
      expect([ledger, prometheus]).toEqual([truth, truth])
      for (const table of [
        'Platform, this month',
        'Top tenants',
        'Top users',
        'Tasks',
        'Most expensive conversations',
      ]) {
        expect(output).toContain(table)
      }
      expect(output).toMatch(/Budget: hooli ran into \$[\d.]+ a month; [1-9]\d* jobs were refused/)
      expect(output).toContain('Tenants that differ: 0 of 12')
    }
  })

  it('keeps what it booked when it is killed, and goes on from there', async () => {
    const folder = demoFolder()
    const killed = startDemo('--folder', folder, '--jobs', '400')
    await killed.printed(/jobs: [5-9]\d done|jobs: \d{3} done/)
    const children = descendantsOf(killed.pid)
    expect(children.length, 'provider, Prometheus and vmagent').toBeGreaterThanOrEqual(3)
    killed.kill('SIGKILL')
    await killed.ended
    expect(await goneWithin(children, 5000), 'children of a killed demonstration').toEqual([])

    const { code, output } = await startDemo('--folder', folder, '--jobs', '60').ended
    const recorded = /recorded before the interruption: (\d+) calls; still in the ledger: (\d+)/.exec(output)
    expect(Number(recorded?.[1])).toBeGreaterThan(20)
    expect(recorded?.[2]).toBe(recorded?.[1])
    const costs = /answers that were recorded: provider's book \$([\d.]+), ledger \$([\d.]+)/.exec(output)
    expect(Number(costs?.[1])).toBeGreaterThan(0)
    expect(costs?.[2]).toBe(costs?.[1])
    expect(output).toMatch(last)
    expect(code).toBe(0)
  })

  it('books what it did when it is interrupted, and leaves no process behind', async () => {
    const folder = demoFolder()
    const demo = startDemo('--folder', folder, '--jobs', '400')
    await demo.printed(/jobs: [1-9]\d* done/)
    const children = descendantsOf(demo.pid)
    demo.kill('SIGINT')
    const { code, output } = await demo.ended
    expect(code).toBe(130)
    expect(output).toMatch(/stopped after \d+ calls; all of them are in the ledger/)
    expect(output).not.toMatch(/^\s+at .+:\d+/m)
    expect(await goneWithin(children, 5000)).toEqual([])
  })

  it('ends the same way on Ctrl-C in a terminal, through npm', async () => {
    const folder = demoFolder()
    const npm = startNpmDemo('--folder', folder, '--jobs', '400')
    await npm.printed(/jobs: [1-9]\d* done/)
    const children = descendantsOf(npm.pid)
    npm.kill('SIGINT')
    const { output } = await npm.ended
    expect(output).toMatch(/stopped after \d+ calls/)
    expect(await goneWithin([npm.pid, ...children], 10_000)).toEqual([])
  })

  it('refuses a second demonstration on the same folder, and names the first', async () => {
    const folder = demoFolder()
    const first = startDemo('--folder', folder, '--jobs', '400')
    await first.printed('ready after')
    const second = await startDemo('--folder', folder).ended
    expect(second.code).toBe(1)
    expect(second.output).toContain(String(first.pid))
    expect(second.output).not.toMatch(/^\s+at .+:\d+/m)
    first.kill('SIGINT')
    await first.ended
  })
})
