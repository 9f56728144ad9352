import type { Meter } from '@tokentoll/core'
import type { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import type { Column } from './columns.ts'
import type { Host } from './host.ts'

/** What a path of the coverage table has to work with. */
export interface PathWorld {
  readonly host: Host
  readonly column: Column
  /** The prompt: fixed token counts, and the correlation that the provider books it under. */
  readonly text: string
  /** Passed to constructors and calls; empty when the process is instrumented instead. */
  readonly callbacks: { readonly callbacks?: TokentollCallbackHandler[] }
  readonly handler: TokentollCallbackHandler
  readonly meter: Meter
  /** Makes the provider fail: `400`, `503 times=1`. */
  readonly failing: (fault: string) => string
}

/** What one path is expected to leave behind. */
export type PathKind =
  /** Every answer booked with the provider's own numbers. */
  | 'answers'
  /** The provider charged for something that nobody saw to its end. */
  | 'broken'
  /** A response cache answered for the provider. */
  | 'cache'
  /** A budget is used up: the provider is not asked. */
  | 'refused'
  /** A budget asks for the cheaper model. */
  | 'downgraded'

/** A way in which a chain can call a model. */
export interface Path {
  readonly name: string
  readonly kind: PathKind
  /** Why it cannot be walked with this class or version; undefined when it can. */
  readonly missing?: (world: Pick<PathWorld, 'host' | 'column'>) => string | undefined
  walk(world: PathWorld): Promise<void>
}
