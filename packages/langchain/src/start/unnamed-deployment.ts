import { fieldsOf, textOf } from '../fields.ts'
import { requestedModel, type RunStart } from './describe-start.ts'

// What LangChain writes where its user gave none: Azure answers with what the deployment runs all the same.
const defaultModel = 'gpt-3.5-turbo'

/**
 * The Azure deployment of a run whose user named no model; undefined for every other run. A model with bound
 * tools does not say which deployment it calls: those share one name, `anyDeployment`. Never throws.
 */
export function unnamedDeployment(start: RunStart): string | undefined {
  // Not `guarded`: a closure for each call.
  try {
    return deploymentOf(start)
  } catch {
    return undefined
  }
}

function deploymentOf(start: RunStart): string | undefined {
  if (fieldsOf(start.metadata)['ls_provider'] !== 'azure') return undefined
  if (requestedModel(start) !== defaultModel) return undefined
  const constructed = fieldsOf(fieldsOf(start.serialized)['kwargs'])
  if (textOf(constructed['model']) !== undefined || textOf(constructed['model_name']) !== undefined)
    return undefined
  const deployment = textOf(constructed['deployment_name'])
  if (deployment === undefined) return anyDeployment
  const resource =
    textOf(constructed['azure_endpoint']) ??
    textOf(constructed['openai_api_base']) ??
    textOf(constructed['azure_open_ai_api_instance_name'])
  return `${resource ?? ''} ${deployment}`
}

/** A deployment that LangChain does not name. */
export const anyDeployment = ''
