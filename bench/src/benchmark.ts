import type { Sample } from './sample.ts'

export type Unit = 'ms' | '/s' | 'MiB' | 'kB' | 'fps' | '%'

/** What performance.md asks of a figure; every part that is present must hold. */
export interface Goal {
  /** At least this share of the reference: 0.5 = half as fast as it, 1 = as fast. */
  share?: number
  /** In the figure's unit. */
  atLeast?: number
  /** In the figure's unit. */
  atMost?: number
}

/** One line of the table. */
export interface Measurement {
  /** What was measured, after the benchmark's id. */
  what: string
  unit: Unit
  sojourn: Sample
  /** The least work for the same result, measured in the same run; null where there is none. */
  reference: Sample | null
  goal: Goal
}

export interface BenchmarkOptions {
  /** Tiny loads, to see that a benchmark works; its figures say nothing. */
  small: boolean
}

export interface Benchmark {
  /** `b3` */
  id: string
  title: string
  measure(options: BenchmarkOptions): Promise<Measurement[]>
}

/** For times and sizes less is better, for rates more. */
export const isRate = (unit: Unit): boolean => unit === '/s' || unit === 'fps'

/** How near the figure comes to its reference: 1 = as fast; null without a reference. */
export const shareOf = ({ unit, sojourn, reference }: Measurement): number | null => {
  if (reference === null) return null
  return isRate(unit) ? sojourn.figure / reference.figure : reference.figure / sojourn.figure
}

/** Whether each part of the goal holds; empty when there is no goal. */
export const checksOf = (measurement: Measurement): boolean[] => {
  const { goal, sojourn } = measurement
  const share = shareOf(measurement)
  return [
    ...(goal.share === undefined || share === null ? [] : [share >= goal.share]),
    ...(goal.atLeast === undefined ? [] : [sojourn.figure >= goal.atLeast]),
    ...(goal.atMost === undefined ? [] : [sojourn.figure <= goal.atMost]),
  ]
}
