/** Tells the operator through Node's own channel, as `TokentollWarning`; silent where there is none. */
export function emitWarning(message: string): void {
  globalThis.process?.emitWarning?.(message, 'TokentollWarning')
}
