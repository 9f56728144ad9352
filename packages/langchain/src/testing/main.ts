// Runs the contract in a process of its own, with whatever version of LangChain that process resolves.
import { runContract } from './run-contract.ts'

process.stdout.write(`${JSON.stringify(await runContract())}\n`)
