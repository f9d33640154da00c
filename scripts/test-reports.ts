import { existsSync, readFileSync } from 'node:fs'

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
}

/** Counts the tests of a Vitest JSON report; a file that could not be loaded counts as one failed test. */
export function vitestTally(path: string, fault: string | undefined): Tally {
  const report = readReport<VitestReport>(path)
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const unloadable = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  return withFault(fault, {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
  })
}

/** Counts the tests of a Playwright JSON report; one that passed only when tried again counts as failed. */
export function playwrightTally(path: string, fault: string | undefined): Tally {
  const stats = readReport<PlaywrightReport>(path)?.stats
  if (!stats) return { passed: 0, failed: 1, skipped: 0 }
  return withFault(fault, { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped })
}

/** A run may fail although each of its tests passed (an unhandled rejection, a crash at the end): that is one failure. */
function withFault(fault: string | undefined, tally: Tally): Tally {
  return fault && tally.failed === 0 ? { ...tally, failed: 1 } : tally
}

function readReport<Report>(path: string): Report | undefined {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}
