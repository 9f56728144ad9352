const DASH = 45
const COLON = 58
const ZERO = 48
const NINE = 57
const LETTER_V = 118

// Written by character because this runs for every id that was not seen before; regular expressions cost
// more here than the rest of the resolution together.

/** Where `-v1:0`, `:0`, `-v2` or `@20250929` begins at the end of an id; -1 without one. */
export function versionStart(id: string): number {
  const at = id.indexOf('@')
  if (at > 0 && at < id.length - 1) return at
  const before = skipDigits(id, id.length)
  const digits = id.length - 1 - before
  if (digits === 0 || before <= 0) return -1
  const mark = id.charCodeAt(before)
  if (mark === COLON) {
    const version = skipDigits(id, before)
    return version < before - 1 && isVersionMark(id, version) ? version - 1 : before
  }
  // `-002` is no version: davinci-002 is another model than davinci.
  return isVersionMark(id, before) ? before - 1 : -1
}

/** Index of the last character before `end` that is no digit. */
function skipDigits(id: string, end: number): number {
  let index = end - 1
  while (index >= 0 && isDigit(id.charCodeAt(index))) index -= 1
  return index
}

function isVersionMark(id: string, index: number): boolean {
  return index > 1 && id.charCodeAt(index) === LETTER_V && id.charCodeAt(index - 1) === DASH
}

/** Where `-20250929`, `-2025-09-29`, `-05-20` or `-09-2025` begins at the end of an id; -1 without one. */
export function dateStart(id: string): number {
  if (hasForm(id, 9, '-20dddddd')) return id.length - 9
  if (hasForm(id, 11, '-20dd-dd-dd')) return id.length - 11
  if (hasForm(id, 8, '-dd-20dd')) return id.length - 8
  return hasForm(id, 6, '-dd-dd') ? id.length - 6 : -1
}

/** Whether an id ends in a form; `d` stands for a digit. */
function hasForm(id: string, length: number, form: string): boolean {
  const start = id.length - length
  if (start <= 0) return false
  for (let index = length - 1; index >= 0; index -= 1) {
    const wanted = form.charCodeAt(index)
    const found = id.charCodeAt(start + index)
    if (wanted === 100 ? !isDigit(found) : found !== wanted) return false
  }
  return true
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE
}
