import type { UsageReport } from '@sojourn/contract/usage-report'
import type { Measure } from './use-usage-view.ts'

type Item = UsageReport['items'][number]

/** A part of every bar: an agent or a model. */
export interface Series {
  key: string
  label: string
  total: number
}

export interface UsageDays {
  series: readonly Series[]
  /** One row a day, without holes; values by the keys of `series`. */
  rows: readonly (Readonly<Record<string, number>> & { readonly at: number })[]
}

/** Series that have a colour of their own; the rest is one. */
const ownSeries = 5
const restKey = '\u0000rest'
const dayMs = 86_400_000

export const amountOf = (item: Omit<Item, 'key' | 'part'>, measure: Measure): number =>
  measure === 'cost' ? item.costUsd : item.inputTokens + item.outputTokens + item.reasoningTokens

const largest = (items: readonly Item[], measure: Measure): Series[] => {
  const totals = new Map<string, number>()
  for (const item of items) {
    const key = item.part ?? ''
    totals.set(key, (totals.get(key) ?? 0) + amountOf(item, measure))
  }
  const series = [...totals].map(([key, total]) => ({ key, label: key || 'not said', total }))
  return series.filter(({ total }) => total > 0).sort((one, other) => other.total - one.total)
}

const withRest = (all: readonly Series[]): Series[] => {
  if (all.length <= ownSeries + 1) return [...all]
  const rest = all.slice(ownSeries)
  const total = rest.reduce((sum, series) => sum + series.total, 0)
  return [...all.slice(0, ownSeries), { key: restKey, label: `${rest.length} others`, total }]
}

/** The UTC day before which `days` days end with today: `2026-01-31T00:00:00.000Z`. */
export const firstDay = (days: number, now: number): string =>
  new Date(Math.floor(now / dayMs) * dayMs - (days - 1) * dayMs).toISOString()

/** The report by day and part, as a chart draws it. Days are UTC, as the report's are. */
export const usageDays = (
  items: readonly Item[],
  { measure, from, days }: { measure: Measure; from: string; days: number },
): UsageDays => {
  const series = withRest(largest(items, measure))
  const own = new Set(series.map(({ key }) => key))
  const rows = Array.from({ length: days }, (_, index) => {
    const row: Record<string, number> & { at: number } = { at: Date.parse(from) + index * dayMs }
    for (const { key } of series) row[key] = 0
    return row
  })
  for (const item of items) {
    const row = rows[Math.round((Date.parse(item.key) - Date.parse(from)) / dayMs)]
    const part = item.part ?? ''
    const key = own.has(part) ? part : restKey
    if (row && own.has(key)) row[key] = (row[key] ?? 0) + amountOf(item, measure)
  }
  return { series, rows }
}
