// Makes the programs behind the test servers ready: node tooling/servers/install.ts [names...]
import { findProgram } from './find-program.ts'
import { type ProgramName, programs } from './programs.ts'

async function makeReady(name: ProgramName): Promise<void> {
  try {
    const { path, from } = await findProgram(name)
    process.stdout.write(`${name}: ${path} (${from})\n`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}

const known = Object.keys(programs) as ProgramName[]
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !known.some((program) => program === name))
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(', ')}; choose from ${known.join(', ')}\n`)
  process.exitCode = 2
} else {
  const names = known.filter((name) => asked.length === 0 || asked.includes(name))
  // Programs of one component come from one download, so they are asked for one after the other.
  const components = [...new Set(names.map((name) => programs[name].component))]
  await Promise.all(
    components.map(async (component) => {
      for (const name of names.filter((candidate) => programs[candidate].component === component)) {
        await makeReady(name)
      }
    }),
  )
}
