/** A recorded series that adds up another one, and how far apart its values are. */
export interface SumOfMinutes {
  /** The series that is recorded. */
  readonly sum: string
  /** The deltas of single minutes. */
  readonly minutes: string
  /** Distance of the evaluations, a PromQL duration that an hour is a multiple of. */
  readonly step: string
  /** Always 1: the group of `sum` was evaluated. */
  readonly evaluated: string
}

/**
 * The deltas of the minutes since the evaluation before, just as exact as they are: evaluations one step apart leave
 * nothing out and take nothing twice. Where the evaluation before is missing, what the last hour has and no sum has yet
 * is taken.
 */
export function sumOfMinutes({ sum, minutes, step, evaluated }: SumOfMinutes): string {
  const isNext = `on () last_over_time(${evaluated}[${step}] offset 1ms)`
  const hour = `sum_over_time(${minutes}[1h])`
  const taken = `(sum_over_time(${sum}[59m]) or ${hour} * 0)`
  return `sum_over_time(${minutes}[${step}]) and ${isNext} or (${hour} - ${taken} unless ${isNext})`
}
