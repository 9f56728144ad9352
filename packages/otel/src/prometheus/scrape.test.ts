import { expect, it } from 'vitest'
import { seriesOverflow } from '@tokentoll/core/semconv'
import type { MetricSource } from '../publish/metric-source.ts'
import { createScrape } from './scrape.ts'

it('announces a metric once that two sources count', async () => {
  const source = (label: string): MetricSource => ({
    collect: ({ time }) => ({
      families: [
        {
          metric: seriesOverflow,
          kind: 'sum',
          isInteger: true,
          points: [
            {
              attributes: { metric: label, dimension: 'series' },
              startTime: time,
              endTime: time,
              value: 1,
            },
          ],
        },
      ],
      mark: 0,
    }),
  })
  const scrape = createScrape({
    sources: [source('llm.cost'), source('llm.ledger.cost')],
    prefix: undefined,
    clock: Date.now,
    warn: () => {},
  })
  let page = ''
  for await (const piece of scrape.text('prometheus')) page += piece
  expect(page.match(/^# HELP/gm)).toHaveLength(1)
  expect(page.match(/^llm_series_overflow_total\{/gm)).toHaveLength(2)
})
