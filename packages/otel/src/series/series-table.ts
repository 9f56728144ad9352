import type { CostRecord } from '@tokentoll/core'
import { readDimension, type MetricDimension } from './dimension.ts'
import { labelValue, longestLabelValue, missingValue, otherValue } from './label-value.ts'

/** Values of one dimension, and sets of values in all, before the rest is folded into `__other__`. */
export interface SeriesLimits {
  readonly values: Readonly<Record<MetricDimension, number>>
  readonly sets: number
}

/** Labels by dimension. */
export type DimensionLabels = Readonly<Partial<Record<MetricDimension, string>>>

/** Options of `createSeriesTable`. */
export interface SeriesTableOptions<Group> {
  /** In lookup order; at least one. */
  readonly dimensions: readonly MetricDimension[]
  readonly limits: SeriesLimits
  create(labels: DimensionLabels): Group
  /** Published form of a raw value; default: the printable, bounded value itself. */
  readonly label?: Readonly<Partial<Record<MetricDimension, (raw: string) => string>>>
  /** Told once per record that was folded: the dimension, or `series` when all sets were taken. */
  onFolded(dimension: MetricDimension | 'series'): void
}

/** Finds the group of cells that a record belongs to; never more groups than the limits allow. */
export interface SeriesTable<Group> {
  find(record: CostRecord): Group
  /** In order of creation. The array is replaced, not changed, when groups are removed. */
  groups(): readonly Group[]
  remove(isObsolete: (group: Group) => boolean): readonly Group[]
}

type Step<Group> = Map<string | undefined, Step<Group> | Group>

/** A share of the sets is kept for folded sets that still name their tenant: money per tenant stays right longest. */
const shareBeforeFolding = 0.9

export function createSeriesTable<Group extends object>(
  options: SeriesTableOptions<Group>,
): SeriesTable<Group> {
  const { dimensions, limits, create, onFolded } = options
  const readers = dimensions.map((dimension) => readDimension[dimension])
  const last = readers.length - 1
  // Raw values to group: a cache of paths. The truth is `byLabels`, where two raw values with one label meet.
  let paths: Step<Group> = new Map()
  let pathCount = 0
  const byLabels = new Map<string, Group>()
  let admitted = emptyAdmissions()
  let groups: Group[] = []

  function emptyAdmissions(): Map<MetricDimension, Set<string>> {
    return new Map(dimensions.map((dimension) => [dimension, new Set<string>()]))
  }

  function resolve(record: CostRecord): Group {
    const labels: Partial<Record<MetricDimension, string>> = {}
    let cacheable = true
    for (const [index, dimension] of dimensions.entries()) {
      const raw = readers[index]!(record)
      const label = shownLabel(dimension, raw)
      labels[dimension] = label
      if (typeof raw === 'string' && raw.length > longestLabelValue) cacheable = false
      const known = admitted.get(dimension)!
      if (known.has(label)) continue
      if (known.size < limits.values[dimension]) known.add(label)
      else {
        labels[dimension] = otherValue
        cacheable = false
        onFolded(dimension)
      }
    }
    const group = byLabels.get(keyOf(labels)) ?? admit(labels)
    if (group === undefined) return foldSet(labels)
    if (cacheable && pathCount < 2 * limits.sets) rememberPath(record, group)
    return group
  }

  function shownLabel(dimension: MetricDimension, raw: string | undefined): string {
    const label = labelValue(raw)
    const custom = options.label?.[dimension]
    return custom === undefined || label === missingValue ? label : labelValue(custom(String(raw)))
  }

  function admit(labels: DimensionLabels): Group | undefined {
    return groups.length < limits.sets * shareBeforeFolding ? insert(labels) : undefined
  }

  function foldSet(labels: DimensionLabels): Group {
    onFolded('series')
    const folded: Partial<Record<MetricDimension, string>> = {}
    for (const dimension of dimensions) folded[dimension] = otherValue
    const { tenantId } = labels
    if (tenantId !== undefined) {
      const ofTenant = { ...folded, tenantId }
      const known = byLabels.get(keyOf(ofTenant))
      if (known !== undefined) return known
      if (groups.length < limits.sets - 1) return insert(ofTenant)
    }
    return byLabels.get(keyOf(folded)) ?? insert(folded)
  }

  function insert(labels: DimensionLabels): Group {
    const group = create(labels)
    byLabels.set(keyOf(labels), group)
    groups.push(group)
    return group
  }

  function keyOf(labels: DimensionLabels): string {
    let key = ''
    for (const dimension of dimensions) key += `${labels[dimension]}\u0000`
    return key
  }

  function rememberPath(record: CostRecord, group: Group): void {
    let step = paths
    for (let index = 0; index < last; index += 1) {
      const raw = readers[index]!(record)
      let next = step.get(raw) as Step<Group> | undefined
      if (next === undefined) step.set(raw, (next = new Map()))
      step = next
    }
    step.set(readers[last]!(record), group)
    pathCount += 1
  }

  return {
    find(record) {
      let step = paths
      for (let index = 0; index < last; index += 1) {
        const next = step.get(readers[index]!(record))
        if (next === undefined) return resolve(record)
        step = next as Step<Group>
      }
      const group = step.get(readers[last]!(record))
      return group === undefined ? resolve(record) : (group as Group)
    },
    groups: () => groups,
    remove(isObsolete) {
      const removed = groups.filter(isObsolete)
      if (removed.length === 0) return removed
      const gone = new Set<Group>(removed)
      groups = groups.filter((group) => !gone.has(group))
      admitted = emptyAdmissions()
      for (const [key, group] of byLabels) {
        if (gone.has(group)) {
          byLabels.delete(key)
          continue
        }
        const labels = key.split('\u0000')
        for (const [index, dimension] of dimensions.entries()) admitted.get(dimension)!.add(labels[index]!)
      }
      paths = new Map()
      pathCount = 0
      return removed
    },
  }
}
