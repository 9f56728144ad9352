import type { Job } from '../world/plan.ts'

/** What a task gets to work with: where it calls the models is the same for the loopback server and for real providers. */
export interface TaskContext {
  readonly job: Job
  /** Ends when the run is being stopped. */
  readonly signal: AbortSignal
}

/** Runs one job. A provider's error is thrown: the run counts it and goes on, as a server would. */
export type Task = (context: TaskContext) => Promise<void>
