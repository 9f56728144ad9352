import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it, one at a time: Node's own `recursive` never returns below a folder that takes no
 * new ones and says that they do not exist, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  const problem = await tryToMake(path)
  if (problem?.code === 'ENOENT' && dirname(path) !== path) {
    await makeFolder(dirname(path))
    const again = await tryToMake(path)
    if (again !== undefined) throw again
  } else if (problem !== undefined) throw problem
}

async function tryToMake(path: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(path)
    return undefined
  } catch (error) {
    const problem = error as NodeJS.ErrnoException
    const isThere = problem.code === 'EEXIST' && (await stat(path)).isDirectory()
    return isThere ? undefined : problem
  }
}
