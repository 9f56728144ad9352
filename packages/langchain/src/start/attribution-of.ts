import type { Attribution } from '@tokentoll/core'
import { textOf, type Fields } from '../fields.ts'

/**
 * Who caused the call, as far as its own metadata says: named fields first, then LangGraph's thread as
 * conversation and its node, or the run's name, as task. The running context is asked by the meter, which
 * lets it win, and which takes database keys that are numbers as text. Undefined when it names nobody.
 */
export function attributionOf(metadata: Fields, runName: string | undefined): Attribution | undefined {
  const tenantId = keyOf(metadata['tenantId'])
  const userId = keyOf(metadata['userId'])
  const task = keyOf(metadata['task']) ?? textOf(metadata['langgraph_node']) ?? textOf(runName)
  const conversationId = keyOf(metadata['conversationId']) ?? keyOf(metadata['thread_id'])
  if ((tenantId ?? userId ?? task ?? conversationId) === undefined) return undefined
  return { tenantId, userId, task, conversationId }
}

function keyOf(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : textOf(value)
}
