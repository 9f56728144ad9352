import { fieldsOf } from '../fields.ts'

/** The signal that the caller can end a run with. */
export function signalOf(extraParams: unknown): AbortSignal | undefined {
  const { signal } = fieldsOf(fieldsOf(extraParams)['options'])
  return signal instanceof AbortSignal ? signal : undefined
}

/**
 * Waits for an answer until the signal is aborted, and then rejects with its reason; an answer that comes
 * after that goes to `late`.
 */
export function untilAborted<Answer>(
  asked: Promise<Answer>,
  signal: AbortSignal | undefined,
  late: (answer: Answer) => void,
): Promise<Answer> {
  if (signal === undefined) return asked
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      asked.then(late, () => {})
      reject(signal.reason)
    }
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    const settle = (): boolean => {
      signal.removeEventListener('abort', stop)
      return !signal.aborted
    }
    asked.then(
      (answer) => settle() && resolve(answer),
      (error: unknown) => settle() && reject(error),
    )
  })
}
