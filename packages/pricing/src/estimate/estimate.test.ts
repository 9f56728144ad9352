import { describe, expect, it } from 'vitest'
import { createPriceBook, estimateCost, estimateTokens } from '../index.ts'

/** Token counts by o200k (gpt-tokenizer 4.0.0), and how far the estimate may be off. */
const counted = [
  [
    'English',
    42,
    0.1,
    'The quarterly report shows that support tickets fell by a third after the new onboarding flow went live, while average handling time stayed the same. Customers who finished the guided setup asked fewer billing questions in their first month.',
  ],
  [
    'German',
    44,
    0.1,
    'Die Rechnung für Oktober wurde bereits bezahlt, allerdings fehlt noch die Bestätigung der Buchhaltung. Bitte prüfen Sie, ob die Umsatzsteuer-Identifikationsnummer korrekt hinterlegt ist und ob der Lieferschein unterschrieben wurde.',
  ],
  [
    'Japanese',
    54,
    0.1,
    '先月の請求書はすでに支払い済みですが、経理部からの確認がまだ届いていません。税務番号が正しく登録されているか、納品書に署名があるかをご確認ください。',
  ],
  [
    'Chinese',
    45,
    0.32,
    '上个月的发票已经付款，但是会计部门还没有确认。请检查增值税号是否正确，以及送货单是否已经签字。如果有任何问题，请在本周五之前联系客户经理。',
  ],
  [
    'Arabic',
    37,
    0.32,
    'تم دفع فاتورة الشهر الماضي بالفعل، لكن تأكيد قسم المحاسبة لم يصل بعد. يرجى التحقق من صحة الرقم الضريبي ومن توقيع إيصال التسليم.',
  ],
] as const

describe('estimateTokens', () => {
  it.each(counted)('%s: near %d tokens', async (_language, tokens, tolerance, text) => {
    const estimate = await estimateTokens(text)
    expect(Math.abs(estimate - tokens) / tokens).toBeLessThanOrEqual(tolerance)
  })

  it('counts messages with what the format adds to them, and only the text of parts', async () => {
    const text = 'Summarise the attached contract in three sentences.'
    const plain = await estimateTokens(text)
    expect(await estimateTokens([{ role: 'user', content: text }])).toBe(plain + 4 + 3)
    expect(
      await estimateTokens([{ role: 'user', content: [{ type: 'text', text }, { type: 'image' }] }]),
    ).toBe(plain + 4 + 3)
    expect(await estimateTokens([])).toBe(0)
    expect(await estimateTokens('')).toBe(0)
  })
})

describe('estimateCost', () => {
  const book = createPriceBook()
  const call = { provider: 'openai', model: 'gpt-4o', inputTokens: 1000 }

  it('expects what nine of ten comparable calls stayed within, and bounds by the limit', async () => {
    const recentOutputTokens = [100, 200, 300, 400, 500, 600, 700, 800, 900, 5000]
    const estimate = await estimateCost(book, { ...call, recentOutputTokens, maxOutputTokens: 4096 })
    expect(estimate).toMatchObject({ inputTokens: 1000, expectedOutputTokens: 900 })
    expect([estimate.expected.exactUsd, estimate.worst?.exactUsd]).toEqual(['0.0115', '0.04346'])
  })

  it('never expects more than the limit, and knows no worst case without one', async () => {
    expect(
      (await estimateCost(book, { ...call, recentOutputTokens: [9000], maxOutputTokens: 256 }))
        .expectedOutputTokens,
    ).toBe(256)
    const open = await estimateCost(book, call)
    expect([open.expectedOutputTokens, open.worst]).toEqual([1000, undefined])
  })

  it('estimates the prompt itself', async () => {
    const { inputTokens } = await estimateCost(book, {
      provider: 'openai',
      model: 'gpt-4o',
      prompt: 'Hello there, how are you?',
    })
    expect(inputTokens).toBe(await estimateTokens('Hello there, how are you?'))
    await expect(estimateCost(book, { provider: 'openai', model: 'gpt-4o' })).rejects.toThrow('prompt')
  })
})
