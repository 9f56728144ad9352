import type { Meter } from '@tokentoll/core'
import { createDeploymentModels, type DeploymentModels } from './deployment-models.ts'

/** The runs that are being followed for a meter: by one handler each, however many of its handlers hear of them. */
export interface RunClaims {
  /** Resolves when the run's budget was asked, `true` when there was nothing to wait for; undefined: free. */
  get(runId: string): Promise<void> | true | undefined
  set(runId: string, state: Promise<void> | true): void
  release(runId: string): void
  /** What books the open runs of each handler that has some: called before the meter closes. */
  readonly finishers: Set<() => void>
  /** What Azure's deployments run: known to a handler that was made for one request, too. */
  readonly deployments: DeploymentModels
}

// On globalThis, so that every copy of this package in the process sees the same claims. The number is that of
// their shape: a copy with another shape must not find these.
const claimsKey = Symbol.for('tokentoll.langchain.runClaims.2')

/** The claims of a meter. */
export function runClaimsOf(meter: Meter): RunClaims {
  const global = globalThis as { [claimsKey]?: WeakMap<Meter, RunClaims> }
  const byMeter = (global[claimsKey] ??= new WeakMap())
  const known = byMeter.get(meter)
  if (known !== undefined) return known
  const runs = new Map<string, Promise<void> | true>()
  const finishers = new Set<() => void>()
  // Not for each handler: some applications make one for each request.
  meter.beforeClose?.(() => {
    for (const finish of finishers) finish()
  })
  const claims: RunClaims = {
    finishers,
    deployments: createDeploymentModels(),
    get: (runId) => runs.get(runId),
    set: (runId, state) => void runs.set(runId, state),
    release: (runId) => void runs.delete(runId),
  }
  byMeter.set(meter, claims)
  return claims
}
