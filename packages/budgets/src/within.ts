import { TokentollError } from '@tokentoll/core'

/** Waits for work for a bounded time; throws `budget_store_timeout`. */
export async function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new TokentollError({
          code: 'budget_store_timeout',
          problem: `The budget store did not answer within ${timeoutMs} ms`,
          remedy: 'Look after the store, or raise storeTimeoutMs',
        }),
      )
    }, timeoutMs)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}
