import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startAlertmanager } from './alertmanager.ts'
import { requireServer } from './available.ts'
import { TestServerStartError } from './errors.ts'
import { startPrometheus } from './prometheus.ts'
import { processExists, until, useTemporaryFolder } from './test-support.ts'

async function serveText(text: string): Promise<string> {
  const server: Server = createServer((_, response) =>
    response.setHeader('Content-Type', 'text/plain').end(text),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`
}

const overBudget = `
groups:
  - name: test
    rules:
      - alert: OverBudget
        expr: llm_cost_total > 0.05
        labels: { severity: page }
`

describe.skipIf(!(await requireServer('prometheus', 'alertmanager')))(
  'startPrometheus and startAlertmanager',
  () => {
    it('scrape, evaluate a rule, and pass the alert on', async () => {
      const temporary = useTemporaryFolder()
      const alertmanager = await startAlertmanager({
        config: { route: { receiver: 'none' }, receivers: [{ name: 'none' }] },
      })
      const prometheus = await startPrometheus({
        scrape: [
          {
            job: 'shop',
            url: await serveText('llm_cost_total{tenantId="acme"} 0.054399\n'),
            intervalMs: 200,
          },
        ],
        rules: [overBudget],
        evaluationIntervalMs: 100,
        alertmanagers: [alertmanager.url],
      })
      expect(await prometheus.ready()).toBe(true)

      await until('the sample is scraped', async () => (await prometheus.query('llm_cost_total')).length > 0)
      const [sample] = await prometheus.query('llm_cost_total')
      expect(sample).toMatchObject({
        labels: { tenantId: 'acme', job: 'shop' },
        value: 0.054399,
        text: '0.054399',
      })
      const now = Date.now()
      const [series] = await prometheus.queryRange('llm_cost_total', {
        startMs: now - 1000,
        endMs: now,
        stepMs: 500,
      })
      expect(series?.points.at(-1)?.value).toBe(0.054399)
      expect(await prometheus.query('-1 / 0')).toMatchObject([{ labels: {}, value: -Infinity }])
      await expect(prometheus.query('sum(')).rejects.toThrow(/parse error/)

      await until('the alert arrives', async () => {
        const response = await fetch(`${alertmanager.url}/api/v2/alerts`)
        const alerts = (await response.json()) as { labels: Record<string, string> }[]
        return alerts.some(
          ({ labels }) => labels['alertname'] === 'OverBudget' && labels['severity'] === 'page',
        )
      })

      await Promise.all([prometheus.stop(), alertmanager.stop()])
      expect(processExists(prometheus.pid) || processExists(alertmanager.pid)).toBe(false)
      expect(await prometheus.ready()).toBe(false)
      expect(temporary.entries()).toEqual([])
    })

    it('keep samples in a storage folder of the caller', async () => {
      const temporary = useTemporaryFolder()
      const storageDir = join(temporary.path, 'kept')
      const rules = ['groups: [{ name: a, rules: [{ record: seven, expr: vector(7) }] }]']
      const first = await startPrometheus({ storageDir, rules, evaluationIntervalMs: 100 })
      await until('the sample is there', async () => (await first.query('seven')).length > 0)
      const atMs = Date.now()
      await first.stop()
      const second = await startPrometheus({ storageDir })
      expect(await second.query('seven', atMs)).toMatchObject([{ value: 7 }])
      await second.stop()
      expect(temporary.entries()).toEqual(['kept'])
    })

    it('report the log when a rule or a configuration does not parse', async () => {
      const temporary = useTemporaryFolder()
      const wrongRule = await startPrometheus({ rules: ['groups: nonsense'] }).catch(
        (error: unknown) => error,
      )
      expect(wrongRule).toBeInstanceOf(TestServerStartError)
      expect((wrongRule as Error).message).toContain('rules-0.yml')
      const wrongConfig = await startAlertmanager({ config: 'receivers: []' }).catch(
        (error: unknown) => error,
      )
      expect(wrongConfig).toBeInstanceOf(TestServerStartError)
      expect((wrongConfig as Error).message).toContain('no routes provided')
      expect(temporary.entries()).toEqual([])
    })
  },
)
