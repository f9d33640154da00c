import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { playwrightTally, vitestTally } from './test-reports.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-reports-'))
  path = join(folder, 'report.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

function vitestReport(testResults: readonly object[] = []) {
  const counts = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 }
  writeFileSync(path, JSON.stringify({ ...counts, testResults }))
}

test('[S1] every test counts, skipped ones apart', () => {
  vitestReport()
  expect(vitestTally(path, undefined)).toEqual({ passed: 5, failed: 0, skipped: 2 })
})

test('[S2] a file that could not be loaded is a failure', () => {
  vitestReport([{ status: 'failed', assertionResults: [] }])
  expect(vitestTally(path, 'exit code 1')).toEqual({ passed: 5, failed: 1, skipped: 2 })
})

test('[S3] a run that fails although its tests passed is a failure', () => {
  vitestReport()
  expect(vitestTally(path, 'exit code 1')).toMatchObject({ passed: 5, failed: 1 })
})

test('[S4] a run without a report is a failure', () => {
  expect(vitestTally(path, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  expect(playwrightTally(path, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('[S5] a browser test that passed only the second time is a failure', () => {
  writeFileSync(path, JSON.stringify({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 0 } }))
  expect(playwrightTally(path, 'exit code 1')).toEqual({ passed: 3, failed: 2, skipped: 0 })
})
