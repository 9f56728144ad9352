import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { takeLock } from './lock.mjs'
import { Trouble } from './trouble.mjs'

/** Root of the workspace. */
export const workspace = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

const tools = join(workspace, '.tools')
const stampFile = join(tools, 'installed')
const toolBin = join(tools, 'node_modules', '.bin')

/** PATH with the workspace's own Node and pnpm first. */
export function toolPath() {
  return [join(workspace, 'node_modules', '.bin'), toolBin, process.env.PATH].join(delimiter)
}

/** Installs pnpm and the workspace when the lock file says that something changed; else takes a few milliseconds. */
export async function setUp() {
  requireWritable()
  const wanted = stamp()
  if (isInstalled(wanted)) return
  const release = await takeLock(join(workspace, '.tools', 'lock'), (file) =>
    say(`waiting for another set-up of this checkout; if there is none, remove ${relative(workspace, file)}`),
  )
  try {
    if (isInstalled(wanted)) return
    const started = Date.now()
    await installPnpm()
    say('installing dependencies')
    await command('pnpm', ['install', '--frozen-lockfile', '--reporter=append-only'])
    writeFileSync(stampFile, wanted)
    say(`ready in ${((Date.now() - started) / 1000).toFixed(1)} s`)
  } finally {
    release()
  }
}

async function installPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8'))
  const manifest = join(tools, 'node_modules', 'pnpm', 'package.json')
  const version = packageManager.split('@')[1]
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version) return
  say(`fetching ${packageManager}`)
  // A package.json of its own: npm would otherwise climb to the workspace and read its manifest.
  writeFileSync(join(tools, 'package.json'), '{ "private": true }\n')
  await command('npm', [
    'install',
    '--prefix',
    tools,
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    packageManager,
  ])
}

function command(name, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      cwd: workspace,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      env: {
        ...process.env,
        PATH: toolPath(),
        CI: process.env.CI ?? 'true',
        npm_config_update_notifier: 'false',
      },
    })
    let output = ''
    const read = (chunk) => {
      output = (output + chunk).slice(-20_000)
      for (const line of String(chunk).split('\n'))
        if (/^Progress: .*done|^Done in/.test(line)) say(line.trim())
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    const dots = setInterval(() => process.stderr.isTTY && process.stderr.write('.'), 1000)
    child.once('error', (error) => {
      clearInterval(dots)
      reject(
        new Trouble(
          `${name} could not be started: ${error.message}.`,
          'npm comes with Node: check that both are on PATH.',
        ),
      )
    })
    child.once('close', (code) => {
      clearInterval(dots)
      if (code === 0) return resolve()
      reject(explain(name, args, output))
    })
  })
}

function explain(name, args, output) {
  const last = output.trim().split('\n').slice(-15).join('\n')
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|ERR_SOCKET_TIMEOUT|META_FETCH_FAIL|network/i.test(
      output,
    )
  ) {
    return new Trouble(
      `The package registry could not be reached (${name} ${args[0]}).`,
      `Check the network or the proxy settings of npm, then run the command again; what was fetched is kept.\n\n${last}`,
    )
  }
  if (/ENOSPC/.test(output))
    return new Trouble(
      'The disk is full.',
      'The set-up needs about 2 GB; make room and run the command again.',
    )
  return new Trouble(`${name} ${args.join(' ')} failed.`, last)
}

function requireWritable() {
  try {
    mkdirSync(tools, { recursive: true })
    accessSync(tools, constants.W_OK)
  } catch (error) {
    throw new Trouble(
      `The folder ${workspace} cannot be written (${error.code}).`,
      'Clone the project into a folder of yours, or change its owner.',
    )
  }
}

function isInstalled(wanted) {
  return (
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === wanted &&
    existsSync(join(workspace, 'node_modules', '.bin', 'vitest'))
  )
}

function stamp() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    hash.update(readFileSync(join(workspace, file)))
  return `${hash.digest('hex')} ${process.platform}-${process.arch}\n`
}

function say(text) {
  process.stderr.write(`set-up: ${text}\n`)
}
