import type { TranscriptRow } from '@/wire/transcript-rows.ts'
import { isPicture } from './is-picture.ts'

const seqOf = (row: TranscriptRow): number =>
  row.type === 'item' ? row.item.seq : (row.run.settledSeq ?? Number.POSITIVE_INFINITY)

/** Seq of the event that a row began with, or (the end of a run) that it tells of. */
export const seqOfRow = (rows: readonly TranscriptRow[], index: number): number => {
  const row = rows[index]
  return row ? seqOf(row) : 0
}

/** Index of the row in which an event of the log shows: the last one that began at or before it. */
export const rowAtSeq = (rows: readonly TranscriptRow[], seq: number): number => {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (seqOfRow(rows, middle) <= seq) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

const charactersPerLine = 92

/** Lines of a text, without making any. */
const linesOf = (text: string): number => {
  let lines = 0
  for (let at = 0; at <= text.length; ) {
    const end = text.indexOf('\n', at)
    const stop = end < 0 ? text.length : end
    lines += 1 + Math.floor((stop - at) / charactersPerLine)
    at = stop + 1
  }
  return lines
}

const estimate = (row: TranscriptRow): number => {
  if (row.type === 'run_end') return 44
  if (row.type === 'command') return 130
  const { item } = row
  if (item.type === 'tool') return item.permission && !item.permission.outcome ? 220 : 44
  if (item.type === 'question') return 160
  if (item.type === 'notice') return 40
  if (item.kind === 'thinking') return 36
  if (item.kind === 'subagent') return 60
  const lines = linesOf(item.text)
  const words = (item.kind === 'user_message' ? Math.min(lines, 8) + 2 : lines + 1) * 22
  return item.attachments.some(isPicture) ? words + 140 : words
}

const heights = new WeakMap<TranscriptRow, number>()

/** Pixels a row will need, near enough that scrolling to a place that has not been drawn yet ends close to it. */
export const rowHeight = (row: TranscriptRow | undefined): number => {
  if (!row) return 44
  const known = heights.get(row)
  if (known !== undefined) return known
  const height = estimate(row)
  heights.set(row, height)
  return height
}
