import { openSync, closeSync, readFileSync, rmSync, writeSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

/** Takes a lock file, waiting for its owner; a lock whose owner has died is taken over. Returns its release. */
export async function takeLock(file, onWait) {
  let told = false
  for (;;) {
    try {
      const handle = openSync(file, 'wx')
      writeSync(handle, String(process.pid))
      closeSync(handle)
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (!isAlive(file)) {
        rmSync(file, { force: true })
        continue
      }
      if (!told) onWait()
      told = true
      await sleep(500)
    }
  }
}

function isAlive(file) {
  let pid
  try {
    pid = Number(readFileSync(file, 'utf8'))
  } catch {
    return false
  }
  // An empty file is a lock being written this very moment.
  if (!Number.isInteger(pid) || pid <= 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
