// Makes the programs behind the test servers ready: node tooling/servers/install.ts [names...]
import { findProgram } from './find-program.ts'
import { type ProgramName, programs } from './programs.ts'

const known = Object.keys(programs) as ProgramName[]
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !known.some((program) => program === name))
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(', ')}; choose from ${known.join(', ')}\n`)
  process.exitCode = 2
} else {
  const names = known.filter((name) => asked.length === 0 || asked.includes(name))
  const results = await Promise.allSettled(names.map((name) => findProgram(name)))
  results.forEach((result, index) => {
    if (result.status === 'fulfilled') {
      process.stdout.write(`${names[index]}: ${result.value.path} (${result.value.from})\n`)
    } else {
      process.stderr.write(
        `${result.reason instanceof Error ? result.reason.message : String(result.reason)}\n`,
      )
      process.exitCode = 1
    }
  })
}
