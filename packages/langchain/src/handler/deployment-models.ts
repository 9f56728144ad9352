import type { CallEnd } from '@tokentoll/core'
import { anyDeployment } from '../start/unnamed-deployment.ts'

/** The models that Azure deployments answered with, for those calls whose user named the deployment only. */
export interface DeploymentModels {
  /** What the deployment answered with last; `unknown` before its first answer. */
  modelOf(deployment: string): string
  /** Remembers the model that the end names; names the remembered one where it has none. */
  settle(deployment: string, end: CallEnd): CallEnd
}

const unknown = 'unknown'
const maxDeployments = 1000

export function createDeploymentModels(): DeploymentModels {
  const models = new Map<string, string>()
  const modelOf = (deployment: string): string => models.get(deployment) ?? unknown

  const remember = (deployment: string, model: string): void => {
    const known = models.get(deployment)
    // Two models behind calls that cannot be told apart: which of them the next one asks stays unknown.
    const differs = deployment === anyDeployment && known !== undefined && known !== model
    models.set(deployment, differs ? unknown : model)
    if (models.size <= maxDeployments) return
    for (const oldest of models.keys()) return void models.delete(oldest)
  }

  return {
    modelOf,
    settle(deployment, end) {
      if (end.model === undefined) return { ...end, model: modelOf(deployment) }
      remember(deployment, end.model)
      return end
    },
  }
}
