import { describe, expect, it } from 'vitest'
import { calculateLlmCost, TokentollError } from './index.ts'

describe('calculateLlmCost', () => {
  it('gives the promised figures', async () => {
    expect(await calculateLlmCost('openai', 'gpt-4', 1500, 800)).toMatchObject({
      inputCostUsd: 0.045,
      outputCostUsd: 0.048,
      totalCostUsd: 0.093,
      exactUsd: '0.093',
      isEstimated: false,
    })
    const opus = await calculateLlmCost('anthropic', 'claude-3-opus', 2000, 1000)
    expect([opus.totalCostUsd, opus.exactUsd]).toEqual([0.105, '0.105'])
  })

  it('gives a plain object that survives spreading and JSON', async () => {
    const cost = await calculateLlmCost('openai', 'gpt-4', 1500, 800)
    expect({ ...cost }).toEqual(cost)
    expect(JSON.parse(JSON.stringify(cost))).toEqual(cost)
    expect(Object.getPrototypeOf(cost)).toBe(Object.prototype)
  })

  it('never takes an unknown model for free', async () => {
    const cost = await calculateLlmCost('openai', 'no-such-model', 1000, 1000)
    expect(cost).toMatchObject({ status: 'unpriced', isEstimated: true, totalCostUsd: 0 })
    expect(cost.pricing.matchedBy).toBe('none')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5, 2 ** 53])('rejects %s tokens', async (count) => {
    await expect(calculateLlmCost('openai', 'gpt-4', count, 0)).rejects.toSatisfy(
      (error) =>
        TokentollError.isInstance(error) &&
        error.code === 'usage_invalid' &&
        error.field === 'usage.inputTokens',
    )
  })
})
