/** Says what happens; on a terminal the running line is rewritten in place. */
export interface Progress {
  step(text: string): void
  count(text: string): void
}

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let lastCount = 0
  let open = false
  const end = (): void => {
    if (open) stream.write('\n')
    open = false
  }
  return {
    step(text) {
      end()
      stream.write(`${text}\n`)
    },
    count(text) {
      if (stream.isTTY) {
        stream.write(`\r${text}\u001B[K`)
        open = true
      } else if (Date.now() - lastCount > 2000) {
        lastCount = Date.now()
        stream.write(`${text}\n`)
      }
    },
  }
}
