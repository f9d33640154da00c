// Everything that must hold before a change goes in, one after another; `pnpm verify` and `npm test` run it.
// Its last line is `N passed, N failed`: each test counts, and each check as one. Nothing stops at the first failure.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endWithSignals, ROOT, runCommand } from './run-command.mjs'
import { ensureSystemPackages } from './system-packages.ts'
import { playwrightTally, type Tally, vitestTally } from './test-reports.ts'

type Command = readonly [string, ...string[]]

interface Step {
  readonly name: string
  readonly command: Command
  readonly env?: Record<string, string>
  /** Counts what the step did; a step without is a check, which passes or fails as one. */
  readonly tally?: (fault: string | undefined) => Tally
}

/** A step that takes longer hangs; it is killed and counts as failed. */
const STEP_TIMEOUT_MS = 17 * 60_000

endWithSignals()
const reports = mkdtempSync(join(tmpdir(), 'sojourn-test-'))
const missing = await ensureSystemPackages()
for (const sentence of missing) console.error(sentence)

const lines: string[] = []
const total = { passed: 0, failed: missing.length, skipped: 0 }
for (const step of steps()) {
  console.log(`\n── ${step.name}`)
  const started = performance.now()
  const fault = await runCommand(step.command, { timeoutMs: STEP_TIMEOUT_MS, ...(step.env && { env: step.env }) })
  const tally = step.tally?.(fault) ?? { passed: fault ? 0 : 1, failed: fault ? 1 : 0, skipped: 0 }
  total.passed += tally.passed
  total.failed += tally.failed
  total.skipped += tally.skipped
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  lines.push(`${tally.failed > 0 ? '✗' : '✓'} ${step.name} (${seconds} s)${fault ? `: ${fault}` : ''}`)
}
rmSync(reports, { recursive: true })
console.log(`\n${lines.join('\n')}`)
if (total.skipped > 0) console.log(`${total.skipped} skipped`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0

function steps(): Step[] {
  const vitestReport = join(reports, 'vitest.json')
  const playwrightReport = join(reports, 'playwright.json')
  return [
    { name: 'format and lint', command: ['biome', 'ci', '--error-on-warnings', '.'] },
    { name: 'layers and sizes', command: ['node', 'tooling/lint/src/main.ts'] },
    { name: 'types', command: ['pnpm', 'run', 'typecheck', '--output-logs=errors-only'] },
    { name: 'unused code', command: ['knip'] },
    {
      name: 'unit, contract and integration tests',
      command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
      tally: (fault) => vitestTally(vitestReport, fault),
    },
    ...workspaceStep('packages/sdk', 'check:pack', { name: 'SDK package' }),
    ...workspaceStep('apps/server', 'check:openapi', { name: 'OpenAPI document' }),
    ...workspaceStep('apps/web', 'e2e', {
      name: 'browser tests',
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
      tally: (fault) => playwrightTally(playwrightReport, fault),
    }),
  ]
}

/** A step that is a script of one workspace, if that has it. */
function workspaceStep(folder: string, script: string, step: Omit<Step, 'command'>): Step[] {
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
  return manifest.scripts?.[script] ? [{ ...step, command: ['pnpm', '--dir', folder, 'run', script] }] : []
}
