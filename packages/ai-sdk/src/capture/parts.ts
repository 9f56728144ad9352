import { at } from '../shapes/fields.ts'

/**
 * The objects by which a call is known to outer layers and to later events: each layer may copy the shell of
 * a result, but what the provider client made inside it is handed on.
 */
export type PartsOf = (source: unknown) => readonly unknown[]

/** Of what a call method returned. */
export const partsOfResult: PartsOf = (result) => {
  const response = at(result, 'response')
  const usage = at(result, 'usage')
  return [
    result,
    usage,
    at(usage, 'raw'),
    at(result, 'providerMetadata'),
    response,
    at(response, 'headers'),
    at(response, 'body'),
    at(result, 'content'),
    at(result, 'embeddings'),
  ]
}

/** Of what `doStream` returned, before anything was read. */
export const partsOfStream: PartsOf = (result) => [
  result,
  at(result, 'stream'),
  at(result, 'response'),
  at(result, 'response', 'headers'),
  at(result, 'request'),
]

/** Of the `finish` part of a stream. */
export const partsOfFinish: PartsOf = (finish) => [
  finish,
  at(finish, 'usage'),
  at(finish, 'usage', 'raw'),
  at(finish, 'providerMetadata'),
]

/** Of an error: the error. */
export const partsOfError: PartsOf = (error) => [error]

/** True for what an identity can be remembered of. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** Adds the objects among the parts. */
export function addObjects(set: Set<object>, parts: readonly unknown[]): void {
  for (const part of parts) if (isObject(part)) set.add(part)
}
