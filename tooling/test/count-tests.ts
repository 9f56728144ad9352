import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Tests by how they ended. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

/** Adds up the JSON reports of a folder. */
export function countTests(folder: string): TestCounts {
  let passed = 0
  let failed = 0
  let skipped = 0
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const report = JSON.parse(readFileSync(join(folder, file), 'utf8')) as VitestReport
    passed += report.numPassedTests
    failed += report.numFailedTests
    skipped += report.numPendingTests + report.numTodoTests
  }
  return { passed, failed, skipped }
}
