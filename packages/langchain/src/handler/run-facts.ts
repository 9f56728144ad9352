import { fieldsOf, isFields } from '../fields.ts'
import { offeredTools } from '../end/server-tools.ts'
import { requestedModel, type RunStart } from '../start/describe-start.ts'
import { promptCharacters } from '../start/prompt-characters.ts'
import type { TappedFetch } from '../wire/tap-fetch.ts'
import { wireClaim } from '../wire/wire-claim.ts'
import type { Batches } from './batches.ts'
import { retriesOf } from './retries.ts'
import type { RunClaims } from './run-claims.ts'
import type { RunFacts } from './run-table.ts'

/** What the handler knows of a starting run besides what LangChain says. */
export interface RunSurroundings {
  readonly claims: RunClaims
  readonly batches: Batches
  readonly tap: TappedFetch | undefined
  readonly deployment: string | undefined
}

/** Takes down what the end of a run will be read with; never throws. */
export function runFactsOf(start: RunStart, prompt: unknown, surroundings: RunSurroundings): RunFacts {
  const { runId, extraParams } = start
  const { claims, batches, tap, deployment } = surroundings
  try {
    return {
      runId,
      claims,
      startedAt: Date.now(),
      promptCharacters: promptCharacters(prompt),
      versions: versionsOf(start.metadata),
      deployment,
      retries: retriesOf(start.tags),
      batch: batches.of(extraParams),
      offered: offeredTools(extraParams),
      wire: tap === undefined ? undefined : wireClaim(tap, requestedModel(start), prompt),
    }
  } catch {
    return bareFacts(runId, claims)
  }
}

function bareFacts(runId: string, claims: RunClaims): RunFacts {
  return {
    runId,
    claims,
    startedAt: Date.now(),
    promptCharacters: 0,
    versions: undefined,
    deployment: undefined,
    retries: undefined,
    batch: undefined,
    offered: undefined,
    wire: undefined,
  }
}

function versionsOf(metadata: unknown): RunFacts['versions'] {
  const versions = fieldsOf(metadata)['versions']
  return isFields(versions) ? versions : undefined
}
