/**
 * Waits for work of others, for a bounded time. It never rejects: what fails, or takes longer than `timeoutMs`, is
 * told to `failed`.
 */
export async function finishWithin(
  timeoutMs: number,
  work: () => Promise<void>,
  failed: (cause: unknown) => void,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const message = `not done after ${timeoutMs} ms; see that it can be reached, or raise flushTimeoutMs`
    timer = setTimeout(() => reject(new Error(message)), timeoutMs)
  })
  try {
    await Promise.race([Promise.resolve().then(work), late])
  } catch (error) {
    failed(error)
  } finally {
    clearTimeout(timer)
  }
}
