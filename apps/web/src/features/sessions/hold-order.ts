import type { SessionSummary } from '@sojourn/contract/session'

export interface HeldRows {
  rows: SessionSummary[]
  /** Sessions that would come in above. */
  arrived: number
  /** Whether letting go would move a row. */
  moved: boolean
}

/**
 * The rows in the order they had when it was frozen: they change in place, none moves, comes or goes. What belongs below
 * the last one (a further page) is added there; that moves nothing.
 */
export const holdOrder = (frozen: readonly SessionSummary[], rows: readonly SessionSummary[]): HeldRows => {
  const current = new Map(rows.map((row) => [row.id, row]))
  const held = new Set(frozen.map((row) => row.id))
  const last = frozen.at(-1)
  const others = rows.filter((row) => !held.has(row.id))
  const below = others.filter((row) => !last || row.lastActivityAt <= last.lastActivityAt)
  const shown = [...frozen.map((row) => current.get(row.id) ?? row), ...below]
  const arrived = others.length - below.length
  const moved = arrived > 0 || shown.length !== rows.length || shown.some((row, at) => row.id !== rows[at]?.id)
  return { rows: shown, arrived, moved }
}
