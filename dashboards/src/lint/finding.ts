/** Something wrong in a dashboard. */
export interface Finding {
  readonly rule: string
  readonly where: string
  readonly problem: string
}

/** Makes findings of one place. */
export function report(where: string): (rule: string, wrong: boolean, problem: string) => Finding[] {
  return (rule, wrong, problem) => (wrong ? [{ rule, where, problem }] : [])
}
