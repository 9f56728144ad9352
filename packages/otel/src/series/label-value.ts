/** Stands for every value beyond a limit. */
export const otherValue = '__other__'
/** Stands for a dimension that the call left open. */
export const missingValue = '__none__'

/** Longest label value that is published as it is; longer ones keep their beginning and a fingerprint. */
export const longestLabelValue = 128

// C0, DEL and C1 controls, line and paragraph separators: they break dashboards, logs and alert mails.
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Surrogate}/gu
const loneSurrogate = /\p{Surrogate}/gu

/** What is published for a raw value: printable, valid Unicode, at most 128 characters, never empty. */
export function labelValue(raw: unknown): string {
  const text = plainText(raw)?.replaceAll(unprintable, '\ufffd')
  if (text === undefined) return missingValue
  if (text.length <= longestLabelValue) return text
  // The cut may fall inside a surrogate pair.
  const head = text.slice(0, longestLabelValue - 10).replaceAll(loneSurrogate, '\ufffd')
  return `${head}~${fingerprint(text)}`
}

// Callers without types pass numbers, null, objects: what has no plain text counts as left open.
function plainText(raw: unknown): string | undefined {
  if (typeof raw === 'string') return raw === '' ? undefined : raw
  return typeof raw === 'number' || typeof raw === 'bigint' || typeof raw === 'boolean' ? `${raw}` : undefined
}

// FNV-1a over UTF-16 units: 32 bits are enough to keep the long names of one system apart.
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
