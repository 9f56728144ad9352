import type { Attribution } from '@tokentoll/core'
import { textOf, type Fields } from '../fields.ts'

/**
 * Who caused the call, as far as its own metadata says: named fields first, then LangGraph's thread as
 * conversation and its node, or the run's name, as task. The running context is asked by the meter, which
 * lets it win, and which takes database keys that are numbers as text.
 */
export function attributionOf(metadata: Fields, runName: string | undefined): Attribution {
  return {
    tenantId: keyOf(metadata['tenantId']),
    userId: keyOf(metadata['userId']),
    task: keyOf(metadata['task']) ?? textOf(metadata['langgraph_node']) ?? textOf(runName),
    conversationId: keyOf(metadata['conversationId']) ?? keyOf(metadata['thread_id']),
  }
}

function keyOf(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : textOf(value)
}
