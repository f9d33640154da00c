/** A figure and what it was made of. */
export interface Sample {
  /** The one value that the table shows. */
  figure: number
  /** Everything that was measured, in order. */
  values: readonly number[]
  percentiles: { p50: number; p90: number; p99: number; max: number }
}

/** Nearest rank: a value that was measured, never one between two. `share` from 0 to 1. */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN

const sampleOf = (values: readonly number[], share: number): Sample => {
  const sorted = values.toSorted((left, right) => left - right)
  const at = (rank: number) => percentile(sorted, rank)
  return { figure: at(share), values, percentiles: { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) } }
}

export const median = (values: readonly number[]): Sample => sampleOf(values, 0.5)

export const p99 = (values: readonly number[]): Sample => sampleOf(values, 0.99)
