import { sampleLine } from './openmetrics.ts'

const nodes = [
  { node: 'gpu-1', total: 2.9, gpu: 2.48, cpu: 0.031, memory: 0.0042 },
  { node: 'gpu-2', total: 2.9, gpu: 2.48, cpu: 0.031, memory: 0.0042 },
  { node: 'cpu-1', total: 0.38, gpu: 0, cpu: 0.031, memory: 0.0042 },
]

const containers = [
  { namespace: 'vllm', pod: 'llama-0', container: 'server', node: 'gpu-1', gpus: 1, cpus: 6, gib: 40 },
  { namespace: 'vllm', pod: 'llama-1', container: 'server', node: 'gpu-2', gpus: 1, cpus: 6, gib: 40 },
  { namespace: 'embeddings', pod: 'bge-0', container: 'server', node: 'cpu-1', gpus: 0, cpus: 4, gib: 8 },
]

/** What OpenCost exports of a small cluster, by the names of its documentation. */
export function openCostSamples(atMs: number): string {
  const identity = { instance: 'opencost:9003', job: 'opencost' }
  const ofNodes = nodes.map(
    ({ node, total, gpu, cpu, memory }) =>
      sampleLine('node_total_hourly_cost', { ...identity, node }, total, atMs) +
      sampleLine('node_gpu_hourly_cost', { ...identity, node }, gpu, atMs) +
      sampleLine('node_cpu_hourly_cost', { ...identity, node }, cpu, atMs) +
      sampleLine('node_ram_hourly_cost', { ...identity, node }, memory, atMs),
  )
  const ofContainers = containers.map(({ gpus, cpus, gib, ...names }) => {
    const labels = { ...identity, ...names }
    const gpuLine = gpus === 0 ? '' : sampleLine('container_gpu_allocation', labels, gpus, atMs)
    return (
      gpuLine +
      sampleLine('container_cpu_allocation', labels, cpus, atMs) +
      sampleLine('container_memory_allocation_bytes', labels, gib * 2 ** 30, atMs)
    )
  })
  return [...ofNodes, ...ofContainers].join('')
}

/** Dollars an hour of a namespace, added up by hand from the figures above. */
export const namespacePerHour: Readonly<Record<string, number>> = {
  vllm: 2 * (2.48 + 6 * 0.031 + 40 * 0.0042),
  embeddings: 4 * 0.031 + 8 * 0.0042,
}
