import { describe, expect, it } from 'vitest'
import { readLine } from '../src/read-line.ts'
import { findImplausible } from './bounds.ts'

function problems(line: string, model = 'model', isInputOnly = false): string[] {
  return readLine(`${model} ${line}`).flatMap((entry) => findImplausible(entry, isInputOnly))
}

describe('prices that cannot be', () => {
  it.each([
    ['unit error of wandb: DeepSeek-R1 at 135,000', 'i135000 o540000', 'input 135000 is above'],
    ['the cheapest row of wandb', 'i5000 o5000', 'input 5000 is above'],
    ['watsonx at 500 and 2,000', 'i500 o2000', 'input 500 is above'],
    ['jais-30b at 3,200 and 9,710', 'i3200 o9710', 'output 9710 is above'],
    [
      'priority of gpt-5-nano at 50 times the price',
      'i0.05 o0.4 *priority i2.5 o0.8',
      'priority: input is 50 times',
    ],
    [
      'one-hour write of claude-3-haiku at 24 times the input',
      'i0.25 o1.25 w0.3 h6',
      'one-hour cache write 6',
    ],
    ['one-hour write of claude-3-opus below the input', 'i15 o75 w18.75 h6', 'one-hour cache write 6'],
    ['output for nothing', 'i2 o0', 'standard: output costs nothing'],
    ['output for nothing unless it is split', 'i5 o0 oi30', 'output costs nothing but outputImage'],
    ['output at a thousand times the input', 'i0.0062 o6.8', 'output is 1100 times the input price'],
    ['input and output swapped', 'i68 o0.7', 'output is 0.0103 times the input price'],
    ['a cache read above the input', 'i1 o2 r1.1', 'cache read 1.1 costs more'],
    ['a cache write at three times the input', 'i1 o2 w3', 'cache write 3 is more than'],
    ['a tier above a threshold in another unit', 'i1 o2 >200000 i1000 o2000', 'above 200000: input 1000'],
    ['a service tier for nearly nothing', 'i1 o2 *batch x0.01', 'batch: multiplier is 0.01 times'],
    ['a region at twenty times the price', 'i1 o2 @us i20', 'us: input is 20 times'],
    ['a search at 100 USD', 'i1 o2 webSearch:100', 'webSearch 100 is above'],
    [
      'a fraction of a second in another unit',
      'i0 o0 audioSecondInput:90000000000000/1',
      'audioSecondInput 90 is above',
    ],
  ])('%s', (_name, line, problem) => {
    expect(problems(line).join('\n')).toContain(problem)
  })

  it.each([
    ['the dearest list price, o1-pro', 'i150 o600'],
    [
      'Claude with everything',
      'i5 o25 r0.5 w6.25 h10 webSearch:0.01 *fast x6 *batch x0.5 @us x1.1 >200000 i10 o37.5 r1 w12.5 h20',
    ],
    ['a free model', 'i0 o0'],
    ['speech by the second', 'i0 o0 audioSecondInput:92500000/3'],
  ])('but %s can', (_name, line) => expect(problems(line)).toEqual([]))
})

describe('models whose answer is not tokens', () => {
  it.each(['text-embedding-3-small', 'cohere/rerank-v3.5', 'voyage-3', '@cf/baai/bge-m3'])(
    '%s may have free output',
    (model) => expect(problems('i0.1 o0', model)).toEqual([]),
  )

  it('are also those of which a source says so', () => {
    expect(problems('i0.1 o0', 'elephant-1', true)).toEqual([])
    expect(problems('i0.1 o0', 'elephant-1')).not.toEqual([])
  })
})

describe('one-hour cache writes of Claude', () => {
  it('are twice the input price, above a threshold too', () => {
    expect(problems('i0.25 o1.25 w0.3 h0.5', 'claude-3-haiku')).toEqual([])
    expect(problems('i0.25 o1.25 w0.3 h0.3', 'claude-3-haiku').join()).toContain(
      '0.3 is not 2 times input 0.25',
    )
    expect(problems('i3 o15 w3.75 h6 >200000 i6 o22.5', 'anthropic.claude-x').join()).toContain(
      'above 200000: one-hour cache write 6 is not 2 times input 6',
    )
  })
})
