import type { Job } from '../world/plan.ts'

/**
 * A user message with the marks that the loopback provider's own book needs: who caused the call, and which
 * fault to serve. Tokentoll never reads them; a real provider sees a line of text.
 */
export function marked(job: Job, text: string): string {
  const call = `[[call ${job.tenant.id}/${job.userId}/${job.task}/${job.conversationId}]]`
  return [text, call, job.directive].filter((part) => part !== '').join('\n')
}
