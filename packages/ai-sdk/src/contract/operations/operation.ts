import type { CostRecord } from '@tokentoll/core'
import type { ServedCall } from '@tokentoll/example-provider'
import type { Api } from '../apis.ts'
import type { ContractHost } from '../host.ts'
import type { World } from '../world.ts'

/** What an operation is run with. */
export interface OperationRun {
  readonly host: ContractHost
  readonly world: World
  readonly api: Api
  /** The model of the API, prepared for the way in under test. */
  readonly model: object
  /** A prompt with the given words, the API's figures, and a mark that no other run has. */
  prompt(words: string): string
}

/** A row of the coverage page. */
export interface Operation {
  readonly name: string
  /** APIs for which the operation means something; default: all. */
  readonly apis?: readonly Api['name'][]
  /** The model it is run with; default: the API's. */
  readonly modelId?: string
  /** Majors that have it; default: all. */
  readonly since?: 6 | 7
  /** It ends only when the watch finds that nobody reads. */
  readonly slow?: boolean
  /** No major reads on once its consumer is gone. */
  readonly leftAlone?: boolean
  run(run: OperationRun): Promise<void>
  /** What must hold of the records besides what the verdict says. */
  check?(records: readonly CostRecord[], served: readonly ServedCall[]): void
}
