import type { Provider, ServedCall } from './types.ts'

/** The call booked last. */
export function lastCall(provider: Provider): ServedCall {
  const call = provider.book.calls.at(-1)
  if (call === undefined) throw new Error('The book is empty; the client never reached the provider.')
  return call
}

/** Everything a stream gives, in order. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}
