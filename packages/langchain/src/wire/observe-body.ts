import { guarded } from '../guarded.ts'
import { readEvent } from './read-event.ts'
import { createSseReader } from './sse.ts'
import type { WireCall } from './wire-call.ts'

/** Who is told how far the answer was read. */
export interface BodyListener {
  /** Another piece was read. */
  progress(): void
  /** It is over; `complete` when it was read to its end. */
  done(complete: boolean): void
}

/** Follows the body of an answer as it passes by. */
interface BodyObserver {
  push(chunk: Uint8Array): void
  end(): void
}

// An answer larger than this is no chat answer; it passes unread.
const largestJsonCharacters = 16_000_000

/**
 * The same response with a body that is read off as the client reads it: nothing is buffered ahead, and a
 * client that stops reading stops the provider as before.
 */
export function observeBody(response: Response, call: WireCall, listener: BodyListener): Response {
  if (response.body === null) return response
  const reader = response.body.getReader()
  const observer = observerOf(response.headers.get('content-type') ?? '', call)
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) {
            observer.end()
            listener.done(true)
            controller.close()
          } else {
            observer.push(value)
            listener.progress()
            controller.enqueue(value)
          }
        } catch (error) {
          listener.done(false)
          controller.error(error)
        }
      },
      cancel(reason) {
        listener.done(false)
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  const { status, statusText, headers } = response
  const observed = new Response(body, { status, statusText, headers })
  // A Response made by hand has no address; clients put it into their errors.
  Object.defineProperty(observed, 'url', { value: response.url })
  return observed
}

function observerOf(contentType: string, call: WireCall): BodyObserver {
  const decoder = new TextDecoder()
  // What cannot be parsed is not read; the client gets it all the same and will say what is wrong with it.
  const read = (json: string): void => guarded(() => readEvent(JSON.parse(json), call))
  return contentType.includes('text/event-stream') ? streamed() : whole()

  function streamed(): BodyObserver {
    const events = createSseReader((data) => {
      if (data !== '[DONE]') read(data)
    })
    return {
      push: (chunk) => events.push(decoder.decode(chunk, { stream: true })),
      end: () => events.end(),
    }
  }
  function whole(): BodyObserver {
    let text = ''
    return {
      push(chunk) {
        if (text.length < largestJsonCharacters) text += decoder.decode(chunk, { stream: true })
      },
      end: () => read(text + decoder.decode()),
    }
  }
}
