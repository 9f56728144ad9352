import { testCostSink } from '@tokentoll/core/testing'
import { collectPoints } from '../testing/collect.ts'
import { createMetricsSink } from './metrics-sink.ts'

testCostSink('createMetricsSink', async () => {
  const sink = createMetricsSink()
  return {
    sink,
    async read() {
      const { points } = await collectPoints(sink, Date.now() + 1000, Infinity)
      const sum = (metric: string, labels: Readonly<Record<string, string>>, scale: number) =>
        points
          .filter((point) => point.metric === metric)
          .filter((point) => Object.entries(labels).every(([name, value]) => point.labels[name] === value))
          .reduce((total, { value }) => total + Math.round(value * scale), 0)
      return {
        totalPicoUsd: BigInt(sum('llm.cost', { costType: 'total' }, 1e12)),
        requests: sum('llm.requests', {}, 1),
      }
    },
  }
})
