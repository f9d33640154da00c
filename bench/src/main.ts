// pnpm bench [name…] [--small]: measures Sojourn beside the least work for the same result. See docs/performance.md.
import { parseArgs } from 'node:util'
import type { Benchmark } from './benchmark.ts'
import { start } from './benchmarks/b1-start.ts'
import { memory } from './benchmarks/b2-memory.ts'
import { createSession } from './benchmarks/b3-create-session.ts'
import { executeEmptyRun } from './benchmarks/b4-empty-run.ts'
import { firstEvent } from './benchmarks/b5-first-event.ts'
import { oneStream } from './benchmarks/b6-one-stream.ts'
import { manyRuns } from './benchmarks/b7-many-runs.ts'
import { fanOutToFollowers } from './benchmarks/b8-fan-out.ts'
import { fanOutToSockets } from './benchmarks/b9-socket-fan-out.ts'
import { cancel } from './benchmarks/b10-cancel.ts'
import { manySessions } from './benchmarks/b11-many-sessions.ts'
import { longLog } from './benchmarks/b12-long-log.ts'
import { recovery } from './benchmarks/b13-recovery.ts'
import { onPostgresql } from './benchmarks/b14-postgresql.ts'
import { console as consolePages } from './benchmarks/b15-console.ts'
import { idleSessions } from './benchmarks/b16-idle-sessions.ts'
import { describeMachine } from './machine.ts'
import { type TableRow, tableOf } from './table.ts'
import { writeResult } from './write-result.ts'

const benchmarks: readonly Benchmark[] = [
  start,
  memory,
  createSession,
  executeEmptyRun,
  firstEvent,
  oneStream,
  manyRuns,
  fanOutToFollowers,
  fanOutToSockets,
  cancel,
  manySessions,
  longLog,
  recovery,
  onPostgresql,
  consolePages,
  idleSessions,
]

const choose = (names: readonly string[]): readonly Benchmark[] => {
  const unknown = names.filter((name) => !benchmarks.some(({ id }) => id === name.toLowerCase()))
  if (unknown.length > 0) {
    throw new Error(
      `There is no benchmark ${unknown.join(', ')}; there are ${benchmarks.map(({ id }) => id).join(', ')}.`,
    )
  }
  return benchmarks.filter(({ id }) => names.length === 0 || names.some((name) => name.toLowerCase() === id))
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { small: { type: 'boolean', default: false } },
})

const rows: TableRow[] = []

const measure = async (benchmark: Benchmark): Promise<void> => {
  process.stderr.write(`${benchmark.id.toUpperCase()} ${benchmark.title}\n`)
  const machine = describeMachine()
  const measurements = await benchmark.measure({ small: values.small })
  await writeResult({ benchmark, machine, measurements, small: values.small })
  rows.push(...measurements.map((measurement) => ({ id: benchmark.id, measurement })))
}

for (const benchmark of choose(positionals)) {
  // One that this machine cannot run (no PostgreSQL, say) does not take the others' figures with it.
  await measure(benchmark).catch((error: unknown) => {
    process.exitCode = 1
    process.stderr.write(`${benchmark.id.toUpperCase()} could not be measured: ${String(error)}\n`)
  })
}
const { cpu, cores, node, load } = describeMachine()
process.stdout.write(`\n${tableOf(rows)}\n\n${cpu}, ${cores} cores, Node ${node}, load ${load.toFixed(1)}\n`)
