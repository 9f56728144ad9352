/** Something the reader can mend: shown as two sentences, without a stack trace. */
export class Trouble extends Error {
  constructor(message, remedy) {
    super(message)
    this.name = 'Trouble'
    this.remedy = remedy
  }
}
