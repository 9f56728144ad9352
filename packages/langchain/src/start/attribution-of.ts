import type { Attribution } from '@tokentoll/core'
import { firstText, type Fields } from '../fields.ts'

/**
 * Who caused the call, as far as its own metadata says: named fields first, then LangGraph's thread as
 * conversation and its node, or the run's name, as task. The running context is asked by the meter, which
 * lets it win.
 */
export function attributionOf(metadata: Fields, runName: string | undefined): Attribution {
  return {
    tenantId: firstText(metadata['tenantId']),
    userId: firstText(metadata['userId']),
    task: firstText(metadata['task'], metadata['langgraph_node'], runName),
    conversationId: firstText(metadata['conversationId'], metadata['thread_id']),
  }
}
