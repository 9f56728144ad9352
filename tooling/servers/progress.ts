/** Writes a line to stderr once the work has taken two seconds, and another when it has ended. */
export async function withProgress<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now()
  let announced = false
  const timer = setTimeout(() => {
    announced = true
    process.stderr.write(`${title} ...\n`)
  }, 2000)
  timer.unref()
  try {
    const result = await work()
    if (announced) {
      process.stderr.write(`${title}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`)
    }
    return result
  } finally {
    clearTimeout(timer)
  }
}
