// Some OpenAI-compatible servers number their responses (Ollama: `chatcmpl-` and three digits). Taking
// such an id for unique would drop real calls as duplicates, so only long ids stand alone.
const shortestUniqueLength = 16

/** The idempotency key of a call: the provider's response id where it is unique, else with the run's id. */
export function recordId(provider: string, responseId: string | undefined, runId: string): string {
  if (responseId === undefined || responseId === '') return runId
  if (responseId.length >= shortestUniqueLength) return `${provider}:${responseId}`
  return `${provider}:${responseId}:${runId}`
}
