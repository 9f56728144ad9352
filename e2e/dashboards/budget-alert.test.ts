import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBudgets } from '@tokentoll/budgets'
import { createMeter } from '@tokentoll/core'
import { createLedgerMetrics, startOtlp } from '@tokentoll/otel'
import { requireServer, startAlertmanager, startOtlpPrometheus } from '@tokentoll/tooling/servers'
import { describe, expect, it } from 'vitest'
import { quickRules } from './quick-rules.ts'

const here = await requireServer('prometheus', 'alertmanager', 'vmagent')

interface Notification {
  readonly alerts: readonly {
    readonly labels: Readonly<Record<string, string>>
    readonly annotations: Readonly<Record<string, string>>
  }[]
}

/** A receiver of alerts: the first notification that names an alert. */
async function startReceiver(
  alert: string,
): Promise<{ url: string; received: Promise<Notification>; stop: () => void }> {
  let resolve: (notification: Notification) => void = () => {}
  const received = new Promise<Notification>((done) => (resolve = done))
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const notification = JSON.parse(body) as Notification
      if (notification.alerts.some(({ labels }) => labels['alertname'] === alert)) resolve(notification)
      response.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, received, stop: () => server.close() }
}

async function knownAlertmanagers(prometheusUrl: string): Promise<number> {
  const response = await fetch(`${prometheusUrl}/api/v1/alertmanagers`)
  const { data } = (await response.json()) as { data: { activeAlertmanagers: readonly unknown[] } }
  return data.activeAlertmanagers.length
}

describe.skipIf(!here)('a budget alert', () => {
  it('goes from the call through OTLP, Prometheus and Alertmanager to a webhook', async () => {
    const receiver = await startReceiver('LLMBudgetExceeded')
    const alertmanager = await startAlertmanager({
      config: {
        route: { receiver: 'webhook', group_wait: '1s', group_interval: '1s' },
        receivers: [{ name: 'webhook', webhook_configs: [{ url: receiver.url }] }],
      },
    })
    const servers = await startOtlpPrometheus({ rules: [quickRules()], alertmanagers: [alertmanager.url] })
    // Prometheus looks for Alertmanagers some seconds after its start, and repeats an alert that found none a
    // minute later.
    await expect.poll(() => knownAlertmanagers(servers.prometheus.url), { timeout: 30_000 }).toBe(1)
    const budgets = createBudgets({
      budgets: [
        {
          id: 'tenant-month',
          scope: 'tenant',
          key: 'acme-corp',
          period: 'month',
          limitUsd: '0.05',
          onExceeded: 'allow',
        },
      ],
    })
    const otlp = startOtlp({
      endpoint: servers.otlpUrl,
      exportIntervalMs: 1000,
      sources: [createLedgerMetrics({ budgets, intervalMs: 500 })],
    })
    const meter = createMeter({ sinks: [otlp.sink], gate: budgets })
    try {
      const call = {
        provider: 'openai',
        model: 'gpt-4',
        integration: 'manual',
        attribution: { tenantId: 'acme-corp', task: 'main-chat' },
      }
      const { reservation } = await meter.authorize({ ...call, inputTokens: 1500, outputTokens: 800 })
      const calledAt = performance.now()
      meter.start(call, reservation).end({ usage: { inputTokens: 1500, outputTokens: 800 } })
      const { alerts } = await receiver.received
      const seconds = (performance.now() - calledAt) / 1000
      console.log(`from the call to the webhook: ${seconds.toFixed(1)} s`)
      expect(seconds).toBeLessThan(60)
      expect(alerts[0]).toMatchObject({
        labels: {
          alertname: 'LLMBudgetExceeded',
          severity: 'critical',
          tenantId: 'acme-corp',
          budget: 'tenant-month',
        },
        annotations: {
          summary: 'Budget tenant-month of tenant acme-corp is used up (186%)',
          dashboard_url: 'http://localhost:3000/d/llm-cost-tenant?var-tenantId=acme-corp',
        },
      })
    } finally {
      await meter.close()
      await otlp.shutdown()
      await servers.stop()
      await alertmanager.stop()
      receiver.stop()
    }
  }, 90_000)
})
