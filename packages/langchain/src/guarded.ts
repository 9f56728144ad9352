/** Our own failure to read a foreign object must not reach the caller's chain: undefined instead. */
export function guarded<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
