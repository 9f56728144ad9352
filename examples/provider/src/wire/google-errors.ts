import type { Json } from '../types.ts'
import type { Refusal } from './wire-format.ts'

const kinds: Readonly<Record<number, readonly [status: string, message: string]>> = {
  400: ['INVALID_ARGUMENT', 'Request contains an invalid argument.'],
  401: ['UNAUTHENTICATED', 'Request had invalid authentication credentials.'],
  404: ['NOT_FOUND', 'The model is not found for API version v1beta.'],
  429: ['RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check your limits).'],
  500: ['INTERNAL', 'An internal error has occurred. Please retry.'],
  503: ['UNAVAILABLE', 'The model is overloaded. Please try again later.'],
}

/** Error body as Google sends it; how long to wait stands in the body, there are no retry headers. */
export function refuseAsGoogle(refusal: Refusal): {
  readonly body: Json
  readonly headers: Readonly<Record<string, string>>
} {
  const [status, message] = kinds[refusal.status] ?? ['UNKNOWN', 'Unknown error.']
  const wait = {
    '@type': 'type.googleapis.com/google.rpc.RetryInfo',
    retryDelay: `${refusal.retryAfterMs / 1000}s`,
  }
  return {
    body: {
      error: {
        code: refusal.status,
        message: refusal.message ?? message,
        status,
        ...(refusal.status === 429 ? { details: [wait] } : {}),
      },
    },
    headers: {},
  }
}
