type Stream = AsyncIterable<unknown>

/** Reads a stream, or one that is promised, to its end. */
export async function drain(stream: Stream | PromiseLike<Stream>): Promise<void> {
  // An event stream is a promise of its answer, too: what can be read is not awaited.
  for await (const _ of Symbol.asyncIterator in stream ? stream : await stream) continue
}
