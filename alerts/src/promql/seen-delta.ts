/**
 * What each source series grew by since the evaluation before, however long ago that was.
 *
 * The group writes down what it has seen of every source series (`seen`), and counts from one of these notes to the
 * next. So a minute in which nothing was evaluated lands in the next one, a pipeline that was away for hours is counted
 * once when it is back, and a sample that arrives late is neither lost nor counted twice. The note is read a millisecond
 * back: the order of evaluation does not matter.
 *
 * A series without a note is newborn and counts with all it has, one that was lower within the minute began anew and
 * does so too. Only an evaluation without any before it in the last eight hours counts nothing: it cannot know what was
 * there before.
 */
export function seenDelta(source: string, seen: string, evaluated: string): string {
  const before = `last_over_time(${seen}[${MEMORY}] offset 1ms)`
  const lowest = `(min_over_time(${source}[1m]) or ${seen})`
  const first = `(${seen} unless on () last_over_time(${evaluated}[${MEMORY}] offset 1ms))`
  return `${seen} - (${before} <= ${lowest} or ${first}) or ${seen}`
}

/** The note itself: the newest value of the last hour, so that a process that ended meanwhile is not overlooked. */
export function seenValue(source: string): string {
  return `last_over_time(${source}[1h])`
}

/**
 * How long a series may be away and go on where it was: this, and the hour in which its last value is noted.
 * Our emitter lets a series that it no longer publishes go on where it was for 7.5 hours, and begin anew after 9.5.
 */
const MEMORY = '8h'
