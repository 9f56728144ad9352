import { createDraw } from '../draw.ts'

/** A vector of length 1 that depends only on its key. */
export function sampleVector(size: number, key: string): Float32Array {
  const draw = createDraw(key)
  const phase = draw.share('phase') * 100
  const raw = Float32Array.from(
    { length: size },
    (_, at) => Math.sin(phase + at * 1.7) + Math.cos(at * phase),
  )
  const length = Math.hypot(...raw)
  return raw.map((value) => value / length)
}
