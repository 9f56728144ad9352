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
  const hashes = new Map<string, Promise<string>>()
  const send = (...command: readonly [string, ...string[]]): Promise<unknown> =>
    'call' in client ? client.call(...command) : client.sendCommand(command)

  const load = (script: string): Promise<string> => {
    const loading = send('SCRIPT', 'LOAD', script).then(String)
    hashes.set(script, loading)
    loading.catch(() => hashes.delete(script))
    return loading
  }
  return async (script, keys, args) => {
    const rest = [String(keys.length), ...keys, ...args]
    try {
      return await send('EVALSHA', await (hashes.get(script) ?? load(script)), ...rest)
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes('NOSCRIPT')) throw error
      return send('EVALSHA', await load(script), ...rest)
    }
  }
}
