import { TokentollError } from '@tokentoll/core'

/** Waits for work for a bounded time; throws `budget_store_timeout` or `budget_reader_timeout`. */
export async function within<Result>(
  who: 'store' | 'reader',
  timeoutMs: number,
  work: Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new TokentollError({
          code: `budget_${who}_timeout`,
          problem: `The ${who} of the budgets did not answer within ${timeoutMs} ms`,
          remedy: `Look after the ${who}, or raise ${who}TimeoutMs`,
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
