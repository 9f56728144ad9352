// What OpenTelemetry takes as the beginning of an instrument's name. It leaves 155 characters for our own.
const prefixPattern = /^[A-Za-z][A-Za-z0-9_.\-/]{0,99}$/

/** Whether a text may stand before metric names: a letter, then up to 99 letters, digits or `_ . - /`. */
export function isMetricPrefix(text: string): boolean {
  return prefixPattern.test(text)
}

/** The prefix as Prometheus has it, e.g. `my_app` for `my-app`: what its names may not have is underscores. */
export function prometheusPrefix(prefix: string): string {
  return prefix.replaceAll(/[^a-zA-Z0-9_]/g, '_')
}
