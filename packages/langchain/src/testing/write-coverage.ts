// Runs the contract on all five versions and writes the coverage page.
import { writeFileSync } from 'node:fs'
import { replayAnthropicStreams } from './anthropic-streams.ts'
import { coveragePage } from './coverage-page.ts'
import type { ContractResult } from './run-contract.ts'
import { runInChildren } from './run-in-children.ts'
import { coverageFile, manifestOf, olderVersions } from './versions.ts'

const newest = await runInChildren()
const older: ContractResult[] = []
for (const version of olderVersions) older.push(await runInChildren(manifestOf(version)))
writeFileSync(coverageFile, coveragePage(newest, older, await replayAnthropicStreams()))
