import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

// A set-up takes minutes at most; a lock that is older was left behind, whatever its pid says by now.
const stalestMs = 15 * 60_000

/**
 * Takes a lock file, waiting for its owner; a lock whose owner has died, or that is older than a quarter of
 * an hour, is taken over. Returns its release.
 */
export async function takeLock(file, onWait) {
  // Ours is known by its content: whoever finds another's there has not got the lock.
  const token = `${process.pid} ${randomUUID()}`
  let told = false
  for (;;) {
    try {
      // Written elsewhere and linked: the lock is never seen half written.
      const draft = `${file}.${process.pid}`
      writeFileSync(draft, token)
      try {
        linkSync(draft, file)
      } finally {
        rmSync(draft, { force: true })
      }
      return () => {
        if (read(file) === token) rmSync(file, { force: true })
      }
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const found = read(file)
      if (found === undefined || isStale(file, found)) {
        takeAway(file, found)
        continue
      }
      if (!told) onWait(file)
      told = true
      await sleep(500)
    }
  }
}

// Moved aside first: of several who find it stale, one has the file to remove. Who was too late has moved the next
// owner's lock, which its content shows, and puts it back.
function takeAway(file, stale) {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
    if (read(aside) !== stale) linkSync(aside, file)
    rmSync(aside, { force: true })
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function isStale(file, content) {
  const pid = Number(content.split(' ')[0])
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return true
  try {
    if (Date.now() - statSync(file).mtimeMs > stalestMs) return true
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code !== 'EPERM'
  }
}
