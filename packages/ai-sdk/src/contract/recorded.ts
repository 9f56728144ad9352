import { randomUUID } from 'node:crypto'

/** Answers of endpoints that the loopback provider does not have, in the shapes that the providers send. */
const answers: readonly (readonly [RegExp, (body: unknown) => Response])[] = [
  [
    /\/images\/generations$/,
    (body) =>
      Response.json({
        created: 1_763_800_000,
        data: [{ b64_json: 'iVBORw0KGgo=' }, { b64_json: 'iVBORw0KGgo=' }],
        // dall-e-3 is billed by the image and reports no tokens.
        ...(modelOf(body) === 'dall-e-3'
          ? {}
          : {
              usage: {
                input_tokens: 50,
                input_tokens_details: { text_tokens: 10, image_tokens: 40 },
                output_tokens: 2112,
                total_tokens: 2162,
              },
            }),
      }),
  ],
  [
    /\/audio\/speech$/,
    () => new Response(new Uint8Array([73, 68, 51]), { headers: { 'content-type': 'audio/mpeg' } }),
  ],
  [
    /\/audio\/transcriptions$/,
    (body) =>
      Response.json(
        modelOf(body) === 'whisper-1'
          ? { task: 'transcribe', language: 'english', duration: 8.5, text: 'Hello there.', segments: [] }
          : {
              text: 'Hello there.',
              usage: {
                type: 'tokens',
                input_tokens: 85,
                input_token_details: { text_tokens: 0, audio_tokens: 85 },
                output_tokens: 12,
                total_tokens: 97,
              },
            },
      ),
  ],
  [
    /\/rerank$/,
    () =>
      Response.json({
        id: randomUUID(),
        results: [
          { index: 1, relevance_score: 0.98 },
          { index: 0, relevance_score: 0.12 },
        ],
        meta: { api_version: { version: '2' }, billed_units: { search_units: 3 } },
      }),
  ],
]

/** A fetch that answers media and rerank calls from recorded shapes. */
export async function recordedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const address = input instanceof Request ? input.url : String(input)
  const answer = answers.find(([path]) => path.test(new URL(address).pathname))
  if (answer === undefined) return fetch(input, init)
  return answer[1](init?.body)
}

function modelOf(body: unknown): string | undefined {
  if (body instanceof FormData) {
    const model = body.get('model')
    return typeof model === 'string' ? model : undefined
  }
  return typeof body === 'string' ? (JSON.parse(body) as { model?: string }).model : undefined
}
