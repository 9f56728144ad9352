import { withAttribution } from '@tokentoll/core'
import { streamText } from 'ai'
import { after } from 'next/server.js'
import { meter, openai } from '../../../metering.ts'
import { sessionOf } from '../../../session.ts'

/** Streams an answer. Tenant and user come from the session, never from the body. */
export async function POST(request: Request): Promise<Response> {
  const session = sessionOf(request)
  if (session === undefined) return new Response('log in first', { status: 401 })
  const { prompt, conversationId } = (await request.json()) as { prompt: string; conversationId?: string }
  return withAttribution({ ...session, task: 'main-chat', conversationId }, () => {
    // A browser that disconnects stops the provider, and the call is booked with what was streamed.
    const result = streamText({ model: openai.chat('gpt-4o'), prompt, abortSignal: request.signal })
    // Runs once the response is over, however it ended, and keeps a serverless function alive until the call
    // is booked and its record durable. Elsewhere: `context.waitUntil(...)`.
    after(async () => {
      await result.consumeStream({ onError: () => {} })
      await meter.flush()
    })
    return result.toTextStreamResponse()
  })
}
