import { createDowngradableModel } from '../budget/create-downgradable-model.ts'
import type { Column } from './columns.ts'
import type { Path, PathWorld } from './path.ts'
import { pathsOfChains } from './paths-of-chains.ts'
import { pathsOfEmbeddings } from './paths-of-embeddings.ts'
import { pathsOfModels } from './paths-of-models.ts'

const paths: readonly Path[] = [...pathsOfModels, ...pathsOfEmbeddings, ...pathsOfChains]

const ofModels = [
  'invoke',
  'stream',
  'batch',
  '`streamEvents` v2',
  '`streamEvents` v3 of a model',
  'agent with a tool loop',
  'LangGraph node',
]

/** The same calls with a budget that is used up: none may reach the provider. */
export const pathsOverBudget: readonly Path[] = [...ofModels, 'embeddings, `meterEmbeddings`']
  .map(pathNamed)
  .map((path) => ({ ...path, name: `over budget: ${path.name}`, kind: 'refused' }))

/** The same calls with a budget that asks for a cheaper model, and a model that can change. */
export const pathsOfDowngrades: readonly Path[] = ofModels.map(pathNamed).map((path) => ({
  ...path,
  name: `downgrade: ${path.name}`,
  kind: 'downgraded',
  walk: (world) => path.walk({ ...world, column: downgradable(world) }),
}))

function pathNamed(name: string): Path {
  const path = paths.find((one) => one.name === name)
  if (path === undefined) throw new Error(`No path is called ${name}`)
  return path
}

function downgradable({ column, handler }: PathWorld): Column {
  return {
    ...column,
    model: (options = {}) =>
      createDowngradableModel({
        handler,
        model: column.modelName,
        create: (model) => column.model({ ...options, model }),
      }),
  }
}
