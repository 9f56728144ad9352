import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where programs from the Debian archive are kept: `TOKENTOLL_CACHE_DIR`, else `.cache` of the workspace. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(resolve(env['TOKENTOLL_CACHE_DIR'] || join(workspaceRoot(), '.cache')), 'servers')
}

function workspaceRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'pnpm-workspace.yaml'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('pnpm-workspace.yaml was not found above tooling/servers')
    folder = parent
  }
  return folder
}
