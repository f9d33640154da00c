import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Benchmark, checksOf, type Measurement, shareOf } from './benchmark.ts'
import type { Machine } from './machine.ts'

const directory = join(import.meta.dirname, '..', 'results')

export interface Result {
  benchmark: Benchmark
  machine: Machine
  measurements: readonly Measurement[]
  small: boolean
}

/** Writes bench/results/<id>.json: the table's figures, everything that was measured, and where. */
export const writeResult = async ({ benchmark, machine, measurements, small }: Result): Promise<void> => {
  await mkdir(directory, { recursive: true })
  const result = {
    id: benchmark.id,
    title: benchmark.title,
    date: new Date().toISOString(),
    small,
    machine,
    measurements: measurements.map((measurement) => ({
      ...measurement,
      ratio: shareOf(measurement),
      met: checksOf(measurement).every(Boolean),
    })),
  }
  await writeFile(join(directory, `${benchmark.id}.json`), `${JSON.stringify(result, null, 2)}\n`)
}
