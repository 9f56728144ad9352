import type { Scenario } from '../testing/scenario.ts'

const allocation = (what: string, namespace: string, pod: string, node: string, job: string): string => {
  const [name, container = 'c'] = pod.split('/')
  return `container_${what}{namespace="${namespace}", pod="${name}", container="${container}", node="${node}", job="${job}"}`
}
const price = (what: string, node: string, job = 'a'): string =>
  `node_${what}_hourly_cost{node="${node}", job="${job}"}`

const GIB = 1024 ** 3

/** What pods cost by the prices of their nodes. OpenCost runs twice: each price and each pod is there from both. */
export const selfHostedScenarios: readonly Scenario[] = [
  {
    name: 'two nodes of different prices, pods with and without GPU and memory, all of it published twice',
    step: '1m',
    series: Object.fromEntries(
      ['a', 'b'].flatMap((job) => [
        [price('cpu', 'big', job), '0.03x5'],
        [price('ram', 'big', job), '0.004x5'],
        [price('gpu', 'big', job), '2.5x5'],
        [price('total', 'big', job), '12x5'],
        [price('cpu', 'small', job), '0.02x5'],
        [price('ram', 'small', job), '0.002x5'],
        [price('gpu', 'small', job), '0x5'],
        [price('total', 'small', job), '0.5x5'],
        [allocation('cpu_allocation', 'models', 'p', 'big', job), '8x5'],
        [allocation('memory_allocation_bytes', 'models', 'p', 'big', job), `${64 * GIB}x5`],
        [allocation('gpu_allocation', 'models', 'p', 'big', job), '2x5'],
        [allocation('cpu_allocation', 'models', 'q', 'small', job), '2x5'],
        [allocation('memory_allocation_bytes', 'models', 'q', 'small', job), `${4 * GIB}x5`],
        // A second container of the same pod, and the same of another pod.
        ...['p/d', 's/c'].flatMap((pod) => [
          [allocation('cpu_allocation', 'models', pod, 'big', job), '1x5'],
          [allocation('memory_allocation_bytes', 'models', pod, 'big', job), `${GIB}x5`],
          [allocation('gpu_allocation', 'models', pod, 'big', job), '1x5'],
        ]),
        // A namespace of which only the processors are known.
        [allocation('cpu_allocation', 'web', 'r', 'small', job), '1x5'],
      ]),
    ) as Record<string, string>,
    queries: [
      {
        at: '3m',
        expr: 'namespace:opencost_gpu_usd_per_hour:sum + 0',
        samples: { '{namespace="models"}': 4 * 2.5 },
      },
      {
        at: '3m',
        expr: 'namespace:opencost_usd_per_hour:sum + 0',
        samples: {
          '{namespace="models"}': 10 * 0.03 + 66 * 0.004 + 4 * 2.5 + (2 * 0.02 + 4 * 0.002),
          '{namespace="web"}': 0.02,
        },
      },
      {
        at: '3m',
        expr: 'node:opencost_usd_per_hour:max + 0',
        samples: { '{node="big"}': 12, '{node="small"}': 0.5 },
      },
    ],
  },
]
