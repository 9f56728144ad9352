import type { ExpectedUsage } from '@tokentoll/core'
import { amountAt, at } from '../shapes/fields.ts'
import type { ModelKind } from '../shapes/model.ts'

// What providers bill one of them by in tokens, where they bill by tokens: a square image of 1,024 pixels in
// medium quality is 1,056 tokens of gpt-image-1; speech is about 20 tokens a second, read at 15 characters;
// listening takes 10 tokens a second. Held, never booked.
const tokensPerImage = 1056
const speechTokensPerCharacter = 20 / 15
const tokensPerSecondHeard = 10
// A common rate of compressed speech: 128 kilobits.
const bytesPerSecond = 16_000

/**
 * How large a call of a model is that is no language model's: by the unit and by tokens, for the model is
 * priced by either, and the other then costs nothing.
 */
export function expectedMedia(kind: ModelKind, params: unknown): ExpectedUsage {
  switch (kind) {
    case 'image': {
      const images = amountAt(params, 'n') ?? 1
      return { outputTokens: Math.ceil(images * tokensPerImage), units: { imageOutput: images } }
    }
    case 'speech': {
      const text = at(params, 'text')
      const characters = typeof text === 'string' ? text.length : 0
      return {
        outputTokens: Math.ceil(characters * speechTokensPerCharacter),
        units: { characterInput: characters },
      }
    }
    case 'transcription': {
      const seconds = Math.ceil(bytesOf(at(params, 'audio')) / bytesPerSecond)
      return {
        inputTokens: seconds * tokensPerSecondHeard,
        outputTokens: 0,
        units: { audioSecondInput: seconds },
      }
    }
    case 'video': {
      const seconds = (amountAt(params, 'duration') ?? 0) * (amountAt(params, 'n') ?? 1)
      return { outputTokens: 0, units: { videoSecondOutput: seconds } }
    }
    case 'rerank':
      return { outputTokens: 0, units: { rerankSearch: 1 } }
    default:
      return { outputTokens: 0 }
  }
}

// Bytes, or text of them in base 64.
function bytesOf(audio: unknown): number {
  if (audio instanceof Uint8Array) return audio.byteLength
  return typeof audio === 'string' ? Math.floor(audio.length * 0.75) : 0
}
