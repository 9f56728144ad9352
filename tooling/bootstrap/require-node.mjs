import { Trouble } from './trouble.mjs'

// npm 11 and pnpm 12 need it; everything after the set-up runs on the workspace's own Node 24.
const oldest = [20, 17]

/** Refuses a Node that is too old for the set-up, with a sentence instead of a syntax error. */
export function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return
  throw new Trouble(
    `This is Node ${version}; the set-up needs Node ${oldest.join('.')} or newer.`,
    'Install a newer Node (for example the current LTS from your package manager or nodejs.org) and run the command again.',
  )
}
