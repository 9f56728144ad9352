import { asArray, asObject, asString, isObject, type JsonObject } from '../json.ts'
import type { Json } from '../types.ts'

/** One server-sent event without a name. */
export function dataFrame(data: Json): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

/** One server-sent event with a name. */
export function eventFrame(event: string, data: Json): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Cuts text into so many pieces of about the same length, at least one, none empty. */
export function pieces(text: string, count: number): readonly string[] {
  // A cut inside a surrogate pair is harmless: JSON escapes both halves and the client joins them again.
  const size = Math.max(1, Math.ceil(text.length / Math.max(1, count)))
  const cut: string[] = []
  for (let at = 0; at < text.length; at += size) cut.push(text.slice(at, at + size))
  return cut.length > 0 ? cut : ['']
}

/** The text of a message whose content is a string or a list of parts with `text`. */
export function contentText(content: Json | undefined): string {
  if (typeof content === 'string') return content
  return asArray(content)
    .map((part) => asString(asObject(part)['text']) ?? '')
    .join('\n')
}

/** The schema of a tool; an object without members when none is given. */
export function schemaOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : { type: 'object', properties: {} }
}

/** Whether any object inside has the member. */
export function mentions(value: Json | undefined, member: string): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => mentions(item, member))
  if (!isObject(value)) return false
  return Object.hasOwn(value, member) || Object.values(value).some((item) => mentions(item, member))
}

/** Unix seconds. */
export function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
