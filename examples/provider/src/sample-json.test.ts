import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import { createDraw } from './draw.ts'
import type { JsonObject } from './json.ts'
import { sampleJson } from './sample-json.ts'

const address = z.object({ street: z.string().min(2).max(5), zip: z.string().length(7), since: z.iso.date() })
const schemas = {
  'nested objects and lists': z.object({ people: z.array(z.object({ name: z.string(), address })).min(2) }),
  bounds: z.object({
    score: z.number().min(-1).max(-0.5),
    rank: z.int().gt(3).lt(5),
    even: z.int().multipleOf(2).min(7),
    share: z.number().gt(0).lt(1),
  }),
  choices: z.object({
    kind: z.enum(['a', 'b']),
    one: z.literal('fixed'),
    either: z.union([z.int(), z.boolean()]),
  }),
  'optional and nullable': z.object({
    maybe: z.string().optional(),
    none: z.null(),
    some: z.email().nullable(),
  }),
  formats: z.object({ id: z.uuid(), at: z.iso.datetime(), link: z.url(), mail: z.email() }),
  'discriminated unions': z.object({
    event: z.discriminatedUnion('type', [
      z.object({ type: z.literal('open'), by: z.string() }),
      z.object({ type: z.literal('close'), reason: z.string() }),
    ]),
  }),
}

describe('sampleJson', () => {
  it.each(Object.entries(schemas))('fits %s', (_, schema) => {
    for (const seed of ['1', '2', '3', '4', '5', '6', '7', '8']) {
      const value = sampleJson(z.toJSONSchema(schema) as JsonObject, createDraw(seed))
      expect(schema.parse(value)).toEqual(value)
    }
  })

  it('follows references and ends where a schema contains itself', () => {
    const node = z.object({
      name: z.string(),
      get children(): z.ZodOptional<z.ZodArray<typeof node>> {
        return z.array(node).optional()
      },
    })
    const value = sampleJson(z.toJSONSchema(node) as JsonObject, createDraw('tree'))
    expect(node.parse(value)).toEqual(value)
  })

  it('keeps numbers without bounds small and positive', () => {
    const schema = z.object({ amount: z.number(), days: z.int() })
    for (const seed of ['1', '2', '3']) {
      const { amount, days } = schema.parse(
        sampleJson(z.toJSONSchema(schema) as JsonObject, createDraw(seed)),
      )
      expect(Math.min(amount, days)).toBeGreaterThan(0)
      expect(Math.max(amount, days)).toBeLessThanOrEqual(100)
    }
  })

  it("understands Gemini's upper-case types", () => {
    const schema = {
      type: 'OBJECT',
      properties: {
        tags: { type: 'ARRAY', items: { type: 'STRING' } },
        count: { type: 'INTEGER', nullable: true },
      },
      required: ['tags', 'count'],
    }
    const fits = z.object({ tags: z.array(z.string()).min(1), count: z.int() })
    const value = sampleJson(schema, createDraw('gemini'))
    expect(fits.parse(value)).toEqual(value)
  })
})
