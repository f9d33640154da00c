import type { ToolItem, TranscriptItem } from '@sojourn/contract/transcript'
import { resultParts } from '@/features/tools/result-parts.ts'
import { isTerminal } from '@/features/tools/terminal-tool.ts'
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

/** Of the interface's font in the transcript's width; the one of code has a few less. */
const charactersPerLine = 104
const codePerLine = 92
const blankLine = 10
const fence = 9

/** Pixels of a text, without taking it apart: blank lines are gaps, and fences the padding of code. */
const textHeight = (text: string): number => {
  let pixels = 0
  for (let at = 0; at <= text.length; ) {
    const end = text.indexOf('\n', at)
    const stop = end < 0 ? text.length : end
    if (stop === at) pixels += blankLine
    else if (text.startsWith('```', at)) pixels += fence
    else pixels += 22 * (1 + Math.floor((stop - at) / charactersPerLine))
    at = stop + 1
  }
  return pixels
}

/** A terminal's card is open: its command, and the end of what it said in a box of limited height. */
const terminalHeight = ({ result, output, status }: ToolItem): number => {
  const text = (result === null ? null : resultParts(result).text) ?? output
  const lines = text.split('\n', 13).reduce((sum, line) => sum + 1 + Math.floor(line.length / codePerLine), 0)
  const said = text === '' ? 0 : Math.min(lines * 20, 256) + (text.length > 4_000 ? 30 : 0)
  return 95 + (status === 'failed' ? 38 : said)
}

const toolHeight = (item: ToolItem): number => {
  if (item.permission && !item.permission.outcome) return 220
  if (isTerminal(item.toolId)) return terminalHeight(item)
  return item.status === 'failed' ? 67 : 38
}

const itemHeight = (item: TranscriptItem): number => {
  if (item.type === 'tool') return toolHeight(item)
  if (item.type === 'question') return 160
  if (item.type === 'notice') return 28
  if (item.kind === 'thinking') return 28
  if (item.kind === 'subagent') return 48
  const pictures = item.attachments.some(isPicture) ? 140 : 0
  if (item.kind === 'user_message') return 18 + Math.min(textHeight(item.text), 22 * 8) + pictures
  return textHeight(item.text) + pictures
}

const estimate = (row: TranscriptRow): number => {
  if (row.type === 'run_end') return 36
  if (row.type === 'command') return 130
  const { item, tight } = row
  const above = tight ? 6 : item.type === 'block' && item.kind === 'user_message' ? 24 : 12
  return above + itemHeight(item)
}

const heights = new WeakMap<TranscriptRow, number>()

/**
 * Pixels a row will need, near enough that scrolling to a place that has not been drawn yet ends close to it, and that
 * few rows have to be placed anew once they have been measured.
 */
export const rowHeight = (row: TranscriptRow | undefined): number => {
  if (!row) return 44
  const known = heights.get(row)
  if (known !== undefined) return known
  const height = estimate(row)
  heights.set(row, height)
  return height
}
