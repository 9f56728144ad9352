import { fieldsOf, textOf } from '../fields.ts'

/** Whether an error says that the caller gave up, in any of the words that clients have for it. */
export function isAbort(error: unknown): boolean {
  const { name, message, code } = fieldsOf(error)
  return (
    textOf(name)?.endsWith('AbortError') === true ||
    code === 'ABORT_ERR' ||
    // The clients wrap it in plain errors, in these words.
    /^(?:AbortError|Aborted|Request was aborted)/.test(textOf(message) ?? '')
  )
}
