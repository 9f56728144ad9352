import { AzureChatOpenAI, AzureOpenAIEmbeddings } from '@langchain/openai'
import { expect, it } from 'vitest'
import { meterEmbeddings } from '../embeddings/meter-embeddings.ts'
import { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { startWorld } from '../testing/world.ts'

// A user of Azure names a deployment and no model; the answer tells which model it runs.
const azure = (answer: object) => ({
  azureOpenAIApiKey: 'x',
  azureOpenAIApiVersion: '2024-10-21',
  azureOpenAIApiInstanceName: 'our-instance',
  azureOpenAIApiDeploymentName: 'our-deployment',
  configuration: { fetch: async () => Response.json(answer) },
})

it('prices a call of an Azure deployment by the model that the answer names', async () => {
  await using world = await startWorld()
  const callbacks = [new TokentollCallbackHandler({ meter: world.meter })]
  const message = { role: 'assistant', content: 'Yes.', refusal: null }
  const safe = { filtered: false, severity: 'safe' }
  const answer = {
    id: 'chatcmpl-azure',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4.1-mini-2025-04-14',
    choices: [{ index: 0, message, finish_reason: 'stop', content_filter_results: { hate: safe } }],
    prompt_filter_results: [{ prompt_index: 0, content_filter_results: { hate: safe } }],
    usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
  }
  await new AzureChatOpenAI(azure(answer)).invoke('Hello', { callbacks })
  // 1,000 * $0.40 and 100 * $1.60 per million.
  expect(world.record()).toMatchObject({
    provider: 'azure',
    model: 'gpt-4.1-mini-2025-04-14',
    cost: { totalPicoUsd: 560_000_000, isEstimated: false },
  })
})

it('prices embeddings of an Azure deployment in the same way', async () => {
  await using world = await startWorld()
  const answer = {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [0.5] }],
    model: 'text-embedding-3-large',
    usage: { prompt_tokens: 1000, total_tokens: 1000 },
  }
  const embeddings = meterEmbeddings(new AzureOpenAIEmbeddings(azure(answer)), { meter: world.meter })
  await embeddings.embedQuery('Hello')
  // 1,000 * $0.13 per million.
  expect(world.record()).toMatchObject({
    provider: 'azure',
    model: 'text-embedding-3-large',
    cost: { totalPicoUsd: 130_000_000, isEstimated: false },
  })
})
