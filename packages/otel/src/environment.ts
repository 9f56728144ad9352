/** An environment variable without the spaces around it; undefined when it is unset or blank, as OpenTelemetry reads it. */
export function environmentText(name: string): string | undefined {
  const text = process.env[name]?.trim()
  return text === '' ? undefined : text
}
