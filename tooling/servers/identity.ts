import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** How to run a program that refuses to run as root. */
export interface Identity {
  readonly uid: number
  readonly gid: number
  /** Turns a command into the one to spawn. */
  wrap(path: string, args: readonly string[]): SpawnTarget
}

export interface SpawnTarget {
  readonly path: string
  readonly args: readonly string[]
  readonly uid?: number
  readonly gid?: number
}

/** The user `nobody`, the same number on every Linux. */
const nobody = { uid: 65_534, gid: 65_534 }

/**
 * The identity for an unprivileged program, `undefined` when this process is not root.
 * `paths` are what the program must reach; below a folder that only root may enter (a checkout in /root) it keeps the
 * one capability of passing folder permissions, through `setpriv` of util-linux.
 */
export async function unprivilegedIdentity(paths: readonly string[]): Promise<Identity | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const reachable = await Promise.all(paths.map(isReachableByAll))
  if (reachable.every(Boolean)) return { ...nobody, wrap: (path, args) => ({ path, args, ...nobody }) }
  const user = [`--reuid=${nobody.uid}`, `--regid=${nobody.gid}`, '--clear-groups']
  // access(2), which initdb asks, honours a capability of a plain user only with this secure bit.
  const capability = [
    '--securebits=+no_setuid_fixup',
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
  ]
  return {
    ...nobody,
    wrap: (path, args) => ({ path: 'setpriv', args: [...user, ...capability, path, ...args] }),
  }
}

async function isReachableByAll(path: string): Promise<boolean> {
  const { mode } = await stat(path)
  if ((mode & 0o001) === 0) return false
  const parent = dirname(path)
  return parent === path || isReachableByAll(parent)
}
