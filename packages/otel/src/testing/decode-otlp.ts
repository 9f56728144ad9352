/** One number point of an OTLP request. */
export interface DecodedPoint {
  readonly metric: string
  readonly labels: Readonly<Record<string, string>>
  readonly isDelta: boolean
  readonly timeNanos: bigint
  readonly value: number
}

/** The sums in an OTLP metrics request (protobuf): just the fields that the tests look at. */
export function decodeSums(request: Uint8Array): readonly DecodedPoint[] {
  return all(request, 1)
    .flatMap((resource) => all(resource, 2))
    .flatMap((scope) => all(scope, 2))
    .flatMap((metric) =>
      all(metric, 7).flatMap((sum) =>
        all(sum, 1).map((point) => decodePoint(text(one(metric, 1)), sum, point)),
      ),
    )
}

function decodePoint(metric: string, sum: Uint8Array, point: Uint8Array): DecodedPoint {
  const labels = all(point, 7).map((pair) => [text(one(pair, 1)), text(one(one(pair, 2), 1))])
  const double = all(point, 4)[0]
  return {
    metric,
    labels: Object.fromEntries(labels) as Record<string, string>,
    isDelta: varintField(sum, 2) === 1,
    timeNanos: view(one(point, 3)).getBigUint64(0, true),
    value:
      double === undefined
        ? Number(view(one(point, 6)).getBigInt64(0, true))
        : view(double).getFloat64(0, true),
  }
}

interface Field {
  readonly number: number
  readonly bytes: Uint8Array
  readonly varint: number
}

function* fields(message: Uint8Array): Generator<Field> {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++]!
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  while (at < message.length) {
    const tag = varint()
    const wireType = tag & 7
    const value = wireType === 0 ? varint() : 0
    const length = wireType === 0 ? 0 : wireType === 1 ? 8 : wireType === 5 ? 4 : varint()
    yield { number: tag >>> 3, bytes: message.subarray(at, at + length), varint: value }
    at += length
  }
}

function all(message: Uint8Array, number: number): Uint8Array[] {
  return Array.from(fields(message)).flatMap((field) => (field.number === number ? [field.bytes] : []))
}

function one(message: Uint8Array, number: number): Uint8Array {
  return all(message, number)[0] ?? new Uint8Array(8)
}

function varintField(message: Uint8Array, number: number): number {
  return Array.from(fields(message)).find((field) => field.number === number)?.varint ?? 0
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
