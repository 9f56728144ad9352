// Runs the contract in a process of its own, with whatever version of LangChain that process resolves.
// Arguments: the ways to run; default all.
import { runContract, ways } from './run-contract.ts'

const chosen = ways.filter((way) => process.argv.length < 3 || process.argv.includes(way))
process.stdout.write(`${JSON.stringify(await runContract(chosen))}\n`)
