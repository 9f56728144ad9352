import { atMost } from '../at-most.ts'

/** When to flush by itself. */
export interface FlushAtExitOptions {
  readonly flush: () => Promise<void>
  /** True when something was recorded since the last flush began. */
  readonly hasNews: () => boolean
  readonly signals: readonly NodeJS.Signals[]
  /** Longest time that the end of the process is held up. */
  readonly timeoutMs: number
}

/**
 * Flushes when the process is told to end, or has nothing left to do. A signal that nobody else listens to
 * ends the process as it would have without us; where the application listens, ending is its own affair.
 * Returns a function that takes the listeners off again.
 */
export function flushAtExit(options: FlushAtExitOptions): () => void {
  const { flush, hasNews, signals, timeoutMs } = options
  let flushing: Promise<void> | undefined
  let isFirst = true
  const flushOnce = (): Promise<void> => {
    isFirst = false
    flushing ??= atMost(timeoutMs, flush()).finally(() => {
      flushing = undefined
    })
    return flushing
  }

  const onSignal = (signal: NodeJS.Signals): void => {
    void flushOnce().then(() => {
      const others = process.listeners(signal).filter((listener) => listener !== onSignal)
      if (others.length > 0) return
      remove()
      process.kill(process.pid, signal)
    })
  }
  // Emitted again after every flush, which kept the loop alive. A call that ended after a signal is news.
  const onIdle = (): void => {
    if (isFirst || hasNews()) void flushOnce()
  }

  const remove = (): void => {
    for (const signal of signals) process.removeListener(signal, onSignal)
    process.removeListener('beforeExit', onIdle)
  }
  for (const signal of signals) process.on(signal, onSignal)
  process.on('beforeExit', onIdle)
  return remove
}
