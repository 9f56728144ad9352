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
  // Runs once the response is sent, streamed ones too, and keeps a serverless function alive until the
  // records are durable. Elsewhere: `context.waitUntil(meter.flush())`.
  after(() => meter.flush())
  return withAttribution({ ...session, task: 'main-chat', conversationId }, () =>
    streamText({ model: openai.chat('gpt-4o'), prompt }).toTextStreamResponse(),
  )
}
