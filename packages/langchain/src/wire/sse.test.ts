import { array, assert, constantFrom, nat, property, stringMatching } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSseReader } from './sse.ts'

const read = (pieces: readonly string[]): readonly string[] => {
  const events: string[] = []
  const reader = createSseReader((data) => events.push(data))
  for (const piece of pieces) reader.push(piece)
  reader.end()
  return events
}

describe('server-sent events', () => {
  it('come out whole, however the network cuts them and whatever ends their lines', () => {
    assert(
      property(
        array(stringMatching(/^[a-z{}":,é ]{0,12}$/), { maxLength: 6 }),
        constantFrom('\n', '\r\n'),
        array(nat(200), { maxLength: 8 }),
        (datas, newline, cuts) => {
          const text = datas
            .map((data) => `event: x${newline}: comment${newline}data: ${data}${newline}${newline}`)
            .join('')
          const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
          const pieces = [...places, text.length].map((place, index) =>
            text.slice(places[index - 1] ?? 0, place),
          )
          expect(read(pieces)).toEqual(datas)
        },
      ),
    )
  })

  it('join the lines of one event', () => expect(read(['data: a\ndata: b\n\n'])).toEqual(['a\nb']))

  it('may lack the last newline', () => expect(read(['data: a\n\ndata: b'])).toEqual(['a', 'b']))
})
