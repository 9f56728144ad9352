import { isRefusal, withAttribution } from '@tokentoll/core'
import pMap from 'p-map'
import type { Task } from '../tasks/task.ts'
import type { Job, TaskName } from '../world/plan.ts'

/** How the jobs ended. */
export interface JobCounts {
  done: number
  failed: number
  refused: number
  left: number
  readonly refusedTenants: Set<string>
}

/** Options of `runJobs`. */
export interface RunJobsOptions {
  readonly jobs: readonly Job[]
  readonly tasks: Readonly<Record<TaskName, Task>>
  readonly concurrency: number
  readonly signal: AbortSignal
  onProgress(counts: JobCounts): void
}

/** Runs the jobs as a server would serve requests: several at once, each inside its own attribution. */
export async function runJobs({
  jobs,
  tasks,
  concurrency,
  signal,
  onProgress,
}: RunJobsOptions): Promise<JobCounts> {
  const counts: JobCounts = { done: 0, failed: 0, refused: 0, left: 0, refusedTenants: new Set() }
  await pMap(
    jobs,
    async (job) => {
      if (signal.aborted) return
      const { tenant, userId, task, conversationId } = job
      try {
        await withAttribution(
          { tenantId: tenant.id, userId, task, conversationId, tags: { plan: tenant.plan } },
          () => tasks[task]({ job, signal }),
        )
        counts.done += 1
      } catch (error) {
        if (refusal(error)) {
          counts.refused += 1
          counts.refusedTenants.add(tenant.id)
        } else if (job.leavesEarly) counts.left += 1
        else counts.failed += 1
      }
      onProgress(counts)
    },
    { concurrency },
  )
  return counts
}

// Frameworks may wrap an error; the refusal is somewhere along its causes.
function refusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (isRefusal(cause)) return true
  return false
}
