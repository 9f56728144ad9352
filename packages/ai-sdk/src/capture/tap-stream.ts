/** Sees what passes through a stream. Its methods must not throw. */
export interface StreamTap {
  /** Sees a part; false keeps it from the consumer. */
  part(part: unknown): boolean
  /** The source has no more parts. */
  done(): void
  /** The source failed. */
  failed(error: unknown): void
  /** The consumer cancelled; called after the source was told, and not later than a turn after it. */
  cancelled(): void
}

/**
 * A stream with the same parts, failures and back pressure as the reader's, which shows them to `tap` as the
 * consumer reads them. A reader of our own: a TransformStream costs more than twice as much per part.
 */
export function tapStream<Part>(
  reader: ReadableStreamDefaultReader<Part>,
  tap: StreamTap,
): ReadableStream<Part> {
  let controller: ReadableStreamDefaultController<Part> | undefined
  let cancelled = false
  let reading = false

  // Made once, not for each part.
  const read = (): void => {
    reading = true
    void reader.read().then(deliver, fail)
  }
  const deliver = (result: Awaited<ReturnType<typeof reader.read>>): void => {
    // Cancelling the source ends a read that waits: that is no end of its own.
    if (cancelled) return
    reading = false
    if (result.done) {
      tap.done()
      controller?.close()
    } else if (tap.part(result.value)) controller?.enqueue(result.value)
    else read()
  }
  const fail = (error: unknown): void => {
    if (cancelled) return
    tap.failed(error)
    controller?.error(error)
  }

  return new ReadableStream<Part>(
    {
      start(own) {
        controller = own
      },
      // The stream is not given the promise of the read, which would cost it another one: it asks again when
      // it gets a part, and may ask meanwhile.
      pull() {
        if (!reading) read()
      },
      async cancel(reason) {
        cancelled = true
        const told = reader.cancel(reason)
        // A layer inside books it first; but a source that hangs may never say that it heard.
        await Promise.race([told, nextTurn()]).catch(() => {})
        tap.cancelled()
        return told
      },
    },
    { highWaterMark: 0 },
  )
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
