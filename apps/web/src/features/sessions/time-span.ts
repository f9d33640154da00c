/**
 * A span of time as the address has it: `24h` (within the last 24 hours), `30d-` (longer ago than that), or two days,
 * `2026-01-01..2026-01-31`, both included, either may be left out.
 */
export interface TimeSpan {
  /** ISO-8601, inclusive. */
  after?: string
  /** ISO-8601, exclusive. */
  before?: string
}

const unitMs = { h: 3_600_000, d: 86_400_000 } as const

const dayStart = (day: string, plusDays = 0): string | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const date = new Date(`${day}T00:00:00`)
  if (Number.isNaN(date.getTime())) return undefined
  date.setDate(date.getDate() + plusDays)
  return date.toISOString()
}

/** `now` in ms since the epoch. Answers `null` for a text that is no span. */
export const parseTimeSpan = (text: string, now: number): TimeSpan | null => {
  const relative = /^(\d{1,4})([hd])(-?)$/.exec(text)
  if (relative) {
    const at = new Date(now - Number(relative[1]) * unitMs[relative[2] as 'h' | 'd']).toISOString()
    return relative[3] ? { before: at } : { after: at }
  }
  const [from = '', to = '', ...rest] = text.split('..')
  const [after, before] = [dayStart(from), dayStart(to, 1)]
  if (rest.length > 0 || !text.includes('..') || (!after && !before)) return null
  return { ...(after && { after }), ...(before && { before }) }
}

const units = { h: ['hour', 'hours'], d: ['day', 'days'] } as const

/** The span in words: `last 24 hours`, `over 30 days ago`, `2026-01-01 – 2026-01-31`. */
export const describeTimeSpan = (text: string): string => {
  const relative = /^(\d{1,4})([hd])(-?)$/.exec(text)
  if (relative) {
    const count = Number(relative[1])
    const [one, many] = units[relative[2] as 'h' | 'd']
    const words = count === 1 ? `1 ${one}` : `${count} ${many}`
    return relative[3] ? `over ${words} ago` : `last ${count === 1 ? one : words}`
  }
  const [from = '', to = ''] = text.split('..')
  if (from && to) return from === to ? from : `${from} – ${to}`
  return from ? `since ${from}` : `until ${to}`
}

export const offeredSpans = ['1h', '24h', '7d', '30d', '7d-', '30d-'] as const
