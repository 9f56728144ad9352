import type { Draw } from './draw.ts'
import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from './json.ts'
import type { Json } from './types.ts'

const deepest = 12

/**
 * A value that fits a JSON schema, as a model's structured answer would.
 * Understands what the clients send: JSON Schema with `$ref` into the same document, unions, enums, bounds,
 * formats, and Gemini's upper-case types with `nullable`.
 */
export function sampleJson(schema: JsonObject, draw: Draw): Json {
  return sample(schema, { root: schema, draw }, '$', 0)
}

interface Context {
  readonly root: JsonObject
  readonly draw: Draw
}

function sample(schema: JsonObject, context: Context, path: string, depth: number): Json {
  const reference = asString(schema['$ref'])
  if (reference !== undefined) return sample(resolve(reference, context.root), context, path, depth + 1)
  if (schema['const'] !== undefined) return schema['const']
  const choices = asArray(schema['enum'])
  if (choices[0] !== undefined) return context.draw.pick(path, [choices[0], ...choices.slice(1)])
  const union = [...asArray(schema['anyOf']), ...asArray(schema['oneOf'])].map(asObject)
  const plain = union.find((option) => typeOf(option) !== 'null' && depth < deepest) ?? union[0]
  if (plain !== undefined) return sample(plain, context, path, depth + 1)
  const all = asArray(schema['allOf']).map(asObject)
  if (all.length > 0) return sample(merge([schema, ...all]), context, path, depth + 1)
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, context, path, depth)
    case 'array': {
      const least = limit(schema, 'minItems') ?? (depth < deepest ? 1 : 0)
      const items = asObject(schema['items'])
      return Array.from({ length: least }, (_, at) => sample(items, context, `${path}[${at}]`, depth + 1))
    }
    case 'integer':
      return sampleNumber(schema, context, path, 1)
    case 'number':
      return sampleNumber(schema, context, path, 0.25)
    case 'boolean':
      return context.draw.share(path) < 0.5
    case 'null':
      return null
    default:
      return sampleString(schema, context, path)
  }
}

function sampleObject(schema: JsonObject, context: Context, path: string, depth: number): Json {
  const required = new Set(asArray(schema['required']).map(asString))
  const members = Object.entries(asObject(schema['properties']))
    // Optional members end recursion in schemas that contain themselves.
    .filter(([name]) => required.has(name) || depth < 3)
    .map(([name, member]) => [name, sample(asObject(member), context, `${path}.${name}`, depth + 1)] as const)
  return Object.fromEntries(members)
}

function sampleNumber(schema: JsonObject, context: Context, path: string, step: number): number {
  const multiple = limit(schema, 'multipleOf') ?? step
  const above = limit(schema, 'exclusiveMinimum')
  const below = limit(schema, 'exclusiveMaximum')
  const lowest = limit(schema, 'minimum') ?? (above === undefined ? undefined : above + multiple)
  const highest = limit(schema, 'maximum') ?? (below === undefined ? undefined : below - multiple)
  const from = lowest ?? Math.min(1, highest ?? 1)
  const to = Math.min(highest ?? from + 99, from + 99)
  const value =
    from + Math.floor(context.draw.share(path) * (Math.floor((to - from) / multiple) + 1)) * multiple
  return Math.ceil(value / multiple) * multiple
}

const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-03-14T09:26:53Z',
  date: '2026-03-14',
  time: '09:26:53Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '4f9d3a52-6c1b-4c7e-9b6a-2f1f0a7d5e31',
  ipv4: '192.0.2.1',
}

function sampleString(schema: JsonObject, context: Context, path: string): string {
  const formatted = formats[asString(schema['format']) ?? '']
  if (formatted !== undefined) return formatted
  const word = context.draw.pick(path, ['harbour', 'ledger', 'meadow', 'signal', 'orchard', 'granite'])
  const least = limit(schema, 'minLength') ?? 0
  return word.padEnd(least, '-').slice(0, limit(schema, 'maxLength') ?? Math.max(least, word.length))
}

/**
 * A bound of the schema. Clients that may not send one say it in the description instead
 * ("minimum: 0; max length: 20."), where a model reads it too.
 */
function limit(schema: JsonObject, name: string): number | undefined {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const said = new RegExp(`\\b(?<!exclusive )${words}: (-?[\\d.e+-]+?)(?=[;.]?(?:\\s|$))`).exec(
    asString(schema['description']) ?? '',
  )
  const value = asNumber(schema[name]) ?? asNumber(said === null ? undefined : Number(said[1]))
  // Schema libraries write the limits of safe integers where the author gave none.
  return value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value
}

function typeOf(schema: JsonObject): string {
  const type = schema['type']
  const first = Array.isArray(type) ? asArray(type).find((name) => name !== 'null') : type
  const name = asString(first)?.toLowerCase()
  return (
    name ?? (isObject(schema['properties']) ? 'object' : schema['items'] === undefined ? 'string' : 'array')
  )
}

function merge(schemas: readonly JsonObject[]): JsonObject {
  const properties = Object.assign(
    {},
    ...schemas.map((schema) => asObject(schema['properties'])),
  ) as JsonObject
  const required = schemas.flatMap((schema) => asArray(schema['required']))
  return { type: 'object', properties, required }
}

function resolve(reference: string, root: JsonObject): JsonObject {
  const steps = reference.replace(/^#\/?/, '').split('/').filter(Boolean)
  return steps.reduce<JsonObject>(
    (place, step) => asObject(place[step.replaceAll('~1', '/').replaceAll('~0', '~')]),
    root,
  )
}
