import { describe, expect, it } from 'vitest'
import { tapStream, type StreamTap } from './tap-stream.ts'

const sourceOf = (
  parts: readonly unknown[],
  end?: Error,
): { readonly stream: ReadableStream<unknown>; readonly seen: string[] } => {
  const seen: string[] = []
  let next = 0
  const stream = new ReadableStream<unknown>(
    {
      pull(controller) {
        seen.push('pull')
        if (next < parts.length) controller.enqueue(parts[next++])
        else if (end === undefined) controller.close()
        else controller.error(end)
      },
      cancel: (reason) => void seen.push(`cancel ${String(reason)}`),
    },
    { highWaterMark: 0 },
  )
  return { stream, seen }
}

async function collect(stream: ReadableStream<unknown>): Promise<unknown[]> {
  const parts: unknown[] = []
  for await (const part of stream) parts.push(part)
  return parts
}

const recording = (
  keep: (part: unknown) => boolean = () => true,
): StreamTap & { readonly seen: unknown[] } => {
  const seen: unknown[] = []
  return {
    seen,
    part(part) {
      seen.push(part)
      return keep(part)
    },
    done: () => void seen.push('done'),
    failed: (error) => void seen.push(['failed', error]),
    cancelled: () => void seen.push('cancelled'),
  }
}

describe('a tapped stream', () => {
  it('passes all parts on and shows them', async () => {
    const tap = recording()
    const parts = await collect(tapStream(sourceOf([1, 2, 3]).stream.getReader(), tap))
    expect(parts).toEqual([1, 2, 3])
    expect(tap.seen).toEqual([1, 2, 3, 'done'])
  })

  it('answers readers that do not wait for one another in order, and reads no further than they do', async () => {
    const tap = recording((part) => part !== 2)
    const { stream, seen } = sourceOf([1, 2, 3, 4])
    const reader = tapStream(stream.getReader(), tap).getReader()
    const two = await Promise.all([reader.read(), reader.read()])
    expect(two.map(({ value }) => value)).toEqual([1, 3])
    expect(seen).toHaveLength(3)
    const rest = await Promise.all([reader.read(), reader.read(), reader.read()])
    expect(rest.map(({ value, done }) => (done ? 'done' : value))).toEqual([4, 'done', 'done'])
    expect(tap.seen).toEqual([1, 2, 3, 4, 'done'])
  })

  it('keeps the parts that the tap keeps', async () => {
    const tap = recording((part) => part !== 2)
    expect(await collect(tapStream(sourceOf([1, 2, 3]).stream.getReader(), tap))).toEqual([1, 3])
    expect(tap.seen).toEqual([1, 2, 3, 'done'])
  })

  it('reads nothing ahead of its consumer', async () => {
    const { stream, seen } = sourceOf([1, 2, 3])
    const reader = tapStream(stream.getReader(), recording()).getReader()
    expect(seen).toEqual([])
    await reader.read()
    expect(seen).toEqual(['pull'])
  })

  it('fails as its source fails', async () => {
    const tap = recording()
    const error = new Error('cut')
    await expect(collect(tapStream(sourceOf([1], error).stream.getReader(), tap))).rejects.toBe(error)
    expect(tap.seen).toEqual([1, ['failed', error]])
  })

  it('tells the source and the tap that the consumer cancelled, even in the middle of a read', async () => {
    const tap = recording()
    let push: ReadableStreamDefaultController<unknown> | undefined
    const cancelled: unknown[] = []
    const source = new ReadableStream<unknown>({
      start: (controller) => void (push = controller),
      cancel: (reason) => void cancelled.push(reason),
    })
    const reader = tapStream(source.getReader(), tap).getReader()
    push?.enqueue(1)
    await reader.read()
    const waiting = reader.read()
    await reader.cancel('enough')
    expect((await waiting).done).toBe(true)
    expect(cancelled).toEqual(['enough'])
    expect(tap.seen).toEqual([1, 'cancelled'])
  })

  it.each([
    ['never answers', () => new Promise<void>(() => {}), 'pending'],
    ['fails', () => Promise.reject(new Error('cut')), 'Error: cut'],
  ])('tells the tap that the consumer cancelled where the source %s', async (_name, cancel, answer) => {
    const tap = recording()
    const stream = tapStream(new ReadableStream({ cancel }).getReader(), tap)
    const cancelling = stream.cancel('enough').catch(String)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(tap.seen).toEqual(['cancelled'])
    expect(await Promise.race([cancelling, Promise.resolve('pending')])).toBe(answer)
  })
})
