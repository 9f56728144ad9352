import { generateText, isStepCount, Output, streamText, tool } from 'ai'
import { z } from 'zod'
import { documentFor } from '../world/documents.ts'
import type { TaskName } from '../world/plan.ts'
import type { AiSdkModels } from './ai-sdk-models.ts'
import { marked } from './prompt.ts'
import type { Task } from './task.ts'

type AiSdkTaskName = Extract<TaskName, 'summarization' | 'classification' | 'egress-guard' | 'pii-sanitizer'>

/** The half of the product that runs on the AI SDK. `registerTokentoll` was called once; nothing here knows of it. */
export function createAiSdkTasks({
  openai,
  anthropic,
  google,
}: AiSdkModels): Readonly<Record<AiSdkTaskName, Task>> {
  /** Streamed text. */
  const summarization: Task = async ({ job, signal }) => {
    const left = new AbortController()
    let failure: unknown
    const result = streamText({
      model: job.number % 2 === 0 ? anthropic('claude-haiku-4-5') : google('gemini-2.5-flash'),
      prompt: marked(job, `Summarise: ${documentFor(job.number)}`),
      abortSignal: AbortSignal.any([signal, left.signal]),
      // The SDK ends the text quietly when a stream fails; a server would look at the error, and so do we.
      onError: ({ error }) => {
        failure = error
      },
    })
    let seen = 0
    for await (const text of result.textStream) {
      seen += text.length
      if (job.leavesEarly && seen > 40) left.abort()
    }
    left.signal.throwIfAborted()
    if (failure !== undefined) throw failure
  }

  /** A choice from a list, as structured output. */
  const classification: Task = async ({ job, signal }) => {
    await generateText({
      model: google('gemini-2.5-flash-lite'),
      prompt: marked(job, `Classify: ${documentFor(job.number)}`),
      output: Output.object({
        schema: z.object({ label: z.enum(['contract', 'report', 'ticket', 'notes']) }),
      }),
      abortSignal: signal,
    })
  }

  /** A small reasoning model on the Responses API. */
  const egressGuard: Task = async ({ job, signal }) => {
    await generateText({
      model: openai('gpt-5-nano'),
      prompt: marked(job, `May this text leave the company? ${documentFor(job.number)}`),
      abortSignal: signal,
    })
  }

  const redact = tool({
    description: 'Replaces personal data in a text',
    inputSchema: z.object({ text: z.string() }),
    execute: async ({ text }) => text.replaceAll(/[A-Z][a-z]+/g, '[name]'),
  })

  /** A tool loop: two model calls a job. */
  const piiSanitizer: Task = async ({ job, signal }) => {
    await generateText({
      model: job.number % 2 === 0 ? openai.chat('gpt-4.1-nano') : google('gemini-2.5-flash'),
      prompt: marked(job, `Remove personal data from: ${documentFor(job.number)}`),
      tools: { redact },
      stopWhen: isStepCount(4),
      abortSignal: signal,
    })
  }

  return { summarization, classification, 'egress-guard': egressGuard, 'pii-sanitizer': piiSanitizer }
}
