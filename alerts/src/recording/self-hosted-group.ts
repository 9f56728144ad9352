import type { RuleGroup } from '../output/rule-file.ts'

/** Names of the series that turn OpenCost's prices into dollars per hour. */
export const selfHosted: {
  readonly namespaceCost: string
  readonly namespaceGpuCost: string
  readonly nodeCost: string
} = {
  namespaceCost: 'namespace:opencost_usd_per_hour:sum',
  namespaceGpuCost: 'namespace:opencost_gpu_usd_per_hour:sum',
  nodeCost: 'node:opencost_usd_per_hour:max',
}

const GIB = '1024 / 1024 / 1024'

/**
 * What models served on one's own Kubernetes nodes cost, from the metrics of OpenCost or Kubecost (the same names).
 *
 * An allocation times the hourly price of its node; the price series are taken once, because OpenCost may run twice.
 * Source of the names: opencost.io, "OpenCost Metrics".
 */
export function selfHostedGroup(): RuleGroup {
  const priced = (allocation: string, price: string, divisor = ''): string =>
    `sum by (namespace) (max by (namespace, pod, container, node) (${allocation})${divisor} * on (node) group_left () max by (node) (${price}))`
  const gpu = priced('container_gpu_allocation', 'node_gpu_hourly_cost')
  const cpu = priced('container_cpu_allocation', 'node_cpu_hourly_cost')
  const memory = priced('container_memory_allocation_bytes', 'node_ram_hourly_cost', ` / ${GIB}`)
  return {
    name: 'opencost-llm',
    interval: '1m',
    rules: [
      { record: selfHosted.nodeCost, expr: 'max by (node) (node_total_hourly_cost)' },
      { record: selfHosted.namespaceGpuCost, expr: gpu },
      {
        record: selfHosted.namespaceCost,
        expr: `${cpu} + (${memory} or ${cpu} * 0) + (${gpu} or ${cpu} * 0)`,
      },
    ],
  }
}
