import type { Attribution } from '@tokentoll/core'
import { textOf, type Fields } from '../fields.ts'

/**
 * Who caused the call, as far as its own metadata says: named fields first, then LangGraph's thread as
 * conversation and its node, or the run's name, as task. The running context is asked by the meter, which
 * lets it win.
 */
export function attributionOf(metadata: Fields, runName: string | undefined): Attribution {
  return {
    tenantId: textOf(metadata['tenantId']),
    userId: textOf(metadata['userId']),
    task: textOf(metadata['task']) ?? textOf(metadata['langgraph_node']) ?? textOf(runName),
    conversationId: textOf(metadata['conversationId']) ?? textOf(metadata['thread_id']),
  }
}
