import { coreCommandOf } from '@sojourn/contract/command'
import type { TranscriptItem } from '@sojourn/contract/transcript'
import type { RunView, RunViews } from '@/wire/run-views.ts'

/**
 * What the transcript shows in one place: an item, the end of a run that went well, or a core command that left nothing
 * in the transcript but its answer (`/status`).
 */
export type TranscriptRow =
  | { type: 'item'; key: string; item: TranscriptItem /** Follows a row of the same kind closely. */; tight: boolean }
  | { type: 'run_end'; key: string; run: RunView }
  | { type: 'command'; key: string; run: RunView }

const isCompact = (item: TranscriptItem | undefined): boolean =>
  item?.type === 'tool' || (item?.type === 'block' && item.kind === 'thinking')

const endOf = (runId: string | null | undefined, runs: RunViews): TranscriptRow[] => {
  const run = runId ? runs.get(runId) : undefined
  return run?.status === 'completed' ? [{ type: 'run_end', key: `end:${run.runId}`, run }] : []
}

/** The core commands that left no item but an answer, in the order in which they ended. */
const commandsOf = (items: readonly TranscriptItem[], runs: RunViews): RunView[] => {
  const commands = [...runs.values()].filter((run) => coreCommandOf(run.text) !== null)
  if (commands.length === 0) return commands
  const withItems = new Set(items.map((item) => item.runId))
  return commands.filter((run) => run.status === 'completed' && run.output !== null && !withItems.has(run.runId))
}

/** Rows only ever grow at the end: nothing that is in view moves when a run ends. */
export const transcriptRows = (items: readonly TranscriptItem[], runs: RunViews): TranscriptRow[] => {
  const rows: TranscriptRow[] = []
  const commands = commandsOf(items, runs)
  const pushCommandsBefore = (seq: number) => {
    while (commands[0] && (commands[0].settledSeq ?? 0) < seq) {
      const [run] = commands.splice(0, 1)
      if (run) rows.push({ type: 'command', key: `command:${run.runId}`, run })
    }
  }
  let previous: TranscriptItem | undefined
  for (const item of items) {
    if (previous && previous.runId !== item.runId) {
      rows.push(...endOf(previous.runId, runs))
      pushCommandsBefore(item.seq)
    }
    rows.push({ type: 'item', key: item.key, item, tight: isCompact(previous) && isCompact(item) })
    previous = item
  }
  rows.push(...endOf(previous?.runId, runs))
  pushCommandsBefore(Number.POSITIVE_INFINITY)
  return rows
}

/** Index of the row in which an event of the log shows: the last one that began at or before it. */
export const rowAtSeq = (rows: readonly TranscriptRow[], seq: number): number =>
  rows.findLastIndex((row) => row.type === 'item' && row.item.seq <= seq)

const charactersPerLine = 92
const linesOf = (text: string): number =>
  text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / charactersPerLine), 0)

/** Pixels a row will need, near enough that scrolling to a place that has not been drawn yet ends close to it. */
export const estimateRow = (row: TranscriptRow | undefined): number => {
  if (!row || row.type === 'run_end') return 44
  if (row.type === 'command') return 130
  const { item } = row
  if (item.type === 'tool') return item.permission && !item.permission.outcome ? 220 : 44
  if (item.type === 'question') return 160
  if (item.type === 'notice') return 40
  if (item.kind === 'thinking') return 36
  const lines = linesOf(item.text)
  return (item.kind === 'user_message' ? Math.min(lines, 8) + 2 : lines + 1) * 22
}
