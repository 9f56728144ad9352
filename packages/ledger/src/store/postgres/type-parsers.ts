/** How `pg` is told to read values. */
export interface TypeParsers {
  getTypeParser(oid: number, format?: unknown): unknown
}

const int8 = 20
const date = 1082

/** `bigint` as `bigint` and `date` as text, as PGlite gives them; the rest as `pg` reads it. Changes no global. */
export function typeParsers(standard: TypeParsers): TypeParsers {
  return {
    getTypeParser(oid, format) {
      if (format !== 'binary' && oid === int8) return BigInt
      if (format !== 'binary' && oid === date) return String
      return standard.getTypeParser(oid, format)
    },
  }
}
