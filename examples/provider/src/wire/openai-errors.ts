import type { Json } from '../types.ts'
import type { Refusal } from './wire-format.ts'

const kinds: Readonly<Record<number, readonly [type: string, code: string | null, message: string]>> = {
  400: ['invalid_request_error', null, 'The request could not be understood.'],
  401: ['invalid_request_error', 'invalid_api_key', 'Incorrect API key provided.'],
  404: [
    'invalid_request_error',
    'model_not_found',
    'The model does not exist or you do not have access to it.',
  ],
  429: ['requests', 'rate_limit_exceeded', 'Rate limit reached for requests per minute.'],
  500: ['server_error', null, 'The server had an error while processing your request.'],
  503: ['server_error', null, 'The engine is currently overloaded, please try again later.'],
}

/** Error body and headers as OpenAI sends them. */
export function refuseAsOpenai(refusal: Refusal): {
  readonly body: Json
  readonly headers: Readonly<Record<string, string>>
} {
  const [type, code, message] = kinds[refusal.status] ?? ['server_error', null, 'Unexpected error.']
  const waits = refusal.status === 429 || refusal.status === 503
  return {
    body: { error: { message: refusal.message ?? message, type, param: null, code } },
    headers: {
      'x-request-id': refusal.requestId,
      ...(waits
        ? {
            'retry-after': String(refusal.retryAfterMs / 1000),
            'retry-after-ms': String(refusal.retryAfterMs),
          }
        : {}),
      ...(refusal.status === 429
        ? { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-remaining-requests': '0' }
        : {}),
    },
  }
}
