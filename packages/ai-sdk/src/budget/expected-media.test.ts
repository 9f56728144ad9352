import { createMeter } from '@tokentoll/core'
import { expect, it } from 'vitest'
import { wrapModel } from '../wrap/wrap-model.ts'
import { expectedMedia } from './expected-media.ts'

it('holds what a call of a media model will cost about', async () => {
  const held: (number | undefined)[] = []
  const meter = createMeter({
    gate: {
      reserve: async ({ id, estimatedPicoUsd }) => {
        held.push(estimatedPicoUsd)
        return { id, heldPicoUsd: 0 }
      },
      settle: async () => {},
      release: async () => {},
    },
  })
  const call = async (modelId: string, params: object): Promise<void> => {
    const model = {
      specificationVersion: 'v3',
      provider: 'openai',
      modelId,
      ...('n' in params ? { maxImagesPerCall: 10 } : {}),
      doGenerate: async (_params: object): Promise<unknown> => ({ images: ['a'], audio: 'b' }),
    }
    await wrapModel(model, { meter }).doGenerate(params)
  }
  await call('dall-e-3', { prompt: 'A lighthouse', n: 2 })
  await call('gpt-image-1', { prompt: 'A lighthouse', n: 1 })
  await call('tts-1', { text: 'x'.repeat(100_000) })
  await call('gpt-4o-mini-tts', { text: 'x'.repeat(1500) })
  await call('whisper-1', { audio: new Uint8Array(960_000), mediaType: 'audio/mpeg' })
  const [images, tokens, speech, spoken, heard] = held
  expect(images).toBe(80_000_000_000)
  expect(tokens).toBeGreaterThan(40_000_000_000)
  expect(speech).toBe(1_500_000_000_000)
  expect(spoken).toBeGreaterThan(20_000_000_000)
  expect(heard).toBe(6_000_000_000)
})

it.each([
  ['transcription', { audio: 'A'.repeat(64_000) }, { audioSecondInput: 3 }],
  ['transcription', {}, { audioSecondInput: 0 }],
  ['video', { duration: 5, n: 2 }, { videoSecondOutput: 10 }],
  ['rerank', {}, { rerankSearch: 1 }],
  ['embedding', {}, undefined],
] as const)('of %s %j counts %j', (kind, params, units) => {
  expect(expectedMedia(kind, params).units).toEqual(units)
})
