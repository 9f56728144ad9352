/** Sends what many callers ask for at the same time in one go. */
export type Batcher<Request, Answer> = (request: Request) => Promise<Answer>

interface Waiting<Request, Answer> {
  readonly request: Request
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/**
 * While one batch is on its way the next one gathers. A row that every call needs is then locked once per batch, not
 * once per call.
 */
export function createBatcher<Request, Answer>(
  largest: number,
  send: (requests: readonly Request[]) => Promise<readonly Answer[]>,
): Batcher<Request, Answer> {
  let waiting: Waiting<Request, Answer>[] = []
  let isSending = false

  const sendAll = async (): Promise<void> => {
    isSending = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, largest)
      waiting = waiting.slice(largest)
      try {
        const answers = await send(batch.map(({ request }) => request))
        for (const [position, { resolve, reject }] of batch.entries()) {
          const answer = answers[position]
          if (position < answers.length) resolve(answer as Answer)
          else reject(new RangeError('The budget store left a question unanswered'))
        }
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    isSending = false
  }

  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ request, resolve, reject })
      if (!isSending) void sendAll()
    })
}
