/** Takes server-sent events apart, whatever pieces the network delivers them in. */
export interface SseReader {
  push(text: string): void
  /** Hands out an event that the end of the stream left unfinished. */
  end(): void
}

/** Calls `onData` with the data of each event. */
export function createSseReader(onData: (data: string) => void): SseReader {
  let rest = ''
  let data: string | undefined

  const dispatch = (): void => {
    if (data !== undefined) onData(data)
    data = undefined
  }
  const line = (text: string): void => {
    if (text === '') return dispatch()
    if (!text.startsWith('data:')) return
    const value = text.slice(text.startsWith('data: ') ? 6 : 5)
    data = data === undefined ? value : `${data}\n${value}`
  }

  return {
    push(text) {
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      for (const one of lines) line(one)
    },
    end() {
      if (rest !== '') line(rest)
      rest = ''
      dispatch()
    },
  }
}
