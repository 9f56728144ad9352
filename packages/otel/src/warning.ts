/** Where warnings go unless the application says otherwise. */
export function emitWarning(message: string): void {
  process.emitWarning(message, 'TokentollWarning')
}
