/** Something that the user of the demonstration can mend; its message says how. */
export class DemoError extends Error {
  override readonly name: string = 'DemoError'
}
