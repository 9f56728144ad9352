/** A provider of OpenAI's format behind a fetch, which answers at once: for what only a real client does. */
export function createInstantFetch(): typeof globalThis.fetch {
  let calls = 0
  return async (_input, init) => {
    calls += 1
    const id = `chatcmpl-${'0'.repeat(12)}${calls}`
    const isStream = typeof init?.body === 'string' && init.body.includes('"stream":true')
    return isStream ? streamOf(id) : Response.json(answerOf(id))
  }
}

const usage = { prompt_tokens: 2006, completion_tokens: 300, total_tokens: 2306 }
const model = 'gpt-4o-mini-2024-07-18'

function answerOf(id: string): object {
  const message = { role: 'assistant', content: 'Yes, that is so.' }
  return {
    id,
    object: 'chat.completion',
    model,
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage,
  }
}

function streamOf(id: string): Response {
  const word = { index: 0, delta: { role: 'assistant', content: 'word ' } }
  const chunk = `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', model, choices: [word] })}\n\n`
  const end = `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', model, choices: [], usage })}\n\n`
  const parts = [chunk, chunk, chunk, end, 'data: [DONE]\n\n'].map((part) => new TextEncoder().encode(part))
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = parts.shift()
      if (part === undefined) controller.close()
      else controller.enqueue(part)
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}
