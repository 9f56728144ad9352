import { createHash } from 'node:crypto'

/** The part of `ioredis` that is used here. */
export interface IoredisClient {
  call(command: string, ...args: string[]): Promise<unknown>
}

/** The part of `redis` (node-redis) that is used here. */
export interface NodeRedisClient {
  sendCommand(args: readonly string[]): Promise<unknown>
}

/** A script, run by its hash. */
export type RunScript = (script: string, keys: readonly string[], args: readonly string[]) => Promise<unknown>

/** Runs Lua scripts through either client; a server that has forgotten a script is given it again. */
export function createScriptRunner(client: IoredisClient | NodeRedisClient): RunScript {
  const hashes = new Map<string, string>()
  const send = (command: string, args: readonly string[]): Promise<unknown> =>
    'call' in client ? client.call(command, ...args) : client.sendCommand([command, ...args])
  const hashOf = (script: string): string => {
    let hash = hashes.get(script)
    if (hash === undefined) {
      hash = createHash('sha1').update(script).digest('hex')
      hashes.set(script, hash)
    }
    return hash
  }
  return async (script, keys, args) => {
    const rest = [String(keys.length), ...keys, ...args]
    try {
      return await send('EVALSHA', [hashOf(script), ...rest])
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes('NOSCRIPT')) throw error
      return send('EVAL', [script, ...rest])
    }
  }
}
