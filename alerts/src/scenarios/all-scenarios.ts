import type { Scenario } from '../testing/scenario.ts'
import { budgetScenarios } from './budgets.ts'
import { cacheHitScenarios, costPerRequestScenarios } from './efficiency.ts'
import { errorScenarios } from './errors.ts'
import { exactScenarios } from './exact.ts'
import { levelScenarios } from './levels.ts'
import {
  deadPublisherScenarios,
  divergenceScenarios,
  ledgerScenarios,
  lostCountersScenarios,
  pausedPublisherScenarios,
  telemetryScenarios,
  tenantSilentScenarios,
} from './pipeline.ts'
import { notExactlyPricedScenarios, recordScenarios, unattributedScenarios } from './quality.ts'
import { windowScenarios } from './windows.ts'
import { recordingScenarios } from './recording.ts'
import { selfHostedScenarios } from './self-hosted.ts'
import {
  awayYesterdayScenarios,
  highTenantCostScenarios,
  newSpenderScenarios,
  spendSpikeScenarios,
} from './spend.ts'

/** Every scenario, in groups that are played together. */
export const allScenarios: Readonly<Record<string, readonly Scenario[]>> = {
  levels: levelScenarios,
  exact: exactScenarios,
  windows: windowScenarios,
  recording: recordingScenarios,
  budgets: budgetScenarios,
  highTenantCost: highTenantCostScenarios,
  spendSpike: [...spendSpikeScenarios, ...awayYesterdayScenarios],
  newSpender: newSpenderScenarios,
  costPerRequest: costPerRequestScenarios,
  cacheHit: cacheHitScenarios,
  notExactlyPriced: notExactlyPricedScenarios,
  unattributed: unattributedScenarios,
  records: recordScenarios,
  telemetry: telemetryScenarios,
  lostCounters: [...lostCountersScenarios, ...pausedPublisherScenarios],
  tenantSilent: tenantSilentScenarios,
  ledger: [...ledgerScenarios, ...deadPublisherScenarios],
  divergence: divergenceScenarios,
  errors: errorScenarios,
  selfHosted: selfHostedScenarios,
}
