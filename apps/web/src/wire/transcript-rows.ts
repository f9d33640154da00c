import { coreCommandOf } from '@sojourn/contract/command'
import type { BlockItem, RunView, Transcript, TranscriptItem } from '@sojourn/contract/transcript'

/**
 * What the transcript shows in one place: an item (with what a subagent did nested in it), the end of a run that went
 * well, or a core command that left nothing in the transcript but its answer (`/status`).
 */
export type TranscriptRow =
  | {
      type: 'item'
      key: string
      item: TranscriptItem
      /** Follows a row of the same kind closely. */
      tight: boolean
      children: readonly BlockItem[]
    }
  | { type: 'run_end'; key: string; run: RunView }
  | { type: 'command'; key: string; run: RunView }

const isCompact = (item: TranscriptItem | undefined): boolean =>
  item?.type === 'tool' || (item?.type === 'block' && item.kind === 'thinking')

const isAnsweredCommand = (run: RunView): boolean =>
  run.status === 'completed' && run.output !== null && coreCommandOf(run.text) !== null

/**
 * The rows of a transcript, kept as it grows: what has not changed is neither made again nor looked at. Rows only ever
 * grow at the end: nothing that is in view moves when a run ends.
 */
export class TranscriptRows {
  readonly rows: TranscriptRow[] = []
  /** For each item, how many rows there were before it was shown. */
  readonly #before: number[] = []
  readonly #rowOfBlock = new Map<string, number>()
  readonly #runsWithItems = new Set<string>()
  /** Rows up to the last item, without what follows it. */
  #bodyLength = 0

  clear(): void {
    this.rows.length = 0
    this.#before.length = 0
    this.#rowOfBlock.clear()
    this.#runsWithItems.clear()
    this.#bodyLength = 0
  }

  /** Items before `changedFrom` are as they were at the last update. */
  update({ items, runs }: Transcript, changedFrom: number): void {
    const from = Math.min(changedFrom, Math.max(0, items.length - 1), this.#before.length)
    this.rows.length = this.#before[from] ?? this.#bodyLength
    this.#before.length = from
    for (const item of items.slice(from)) if (item.runId !== null) this.#runsWithItems.add(item.runId)
    const runOf = new Map(runs.map((run) => [run.runId, run]))
    const shownUpTo = items[from - 1]?.seq ?? 0
    const firstSeq = items[0]?.seq ?? 0
    const commands = runs.filter(
      (run) =>
        isAnsweredCommand(run) &&
        !this.#runsWithItems.has(run.runId) &&
        (run.settledSeq ?? 0) > Math.max(shownUpTo, from === 0 ? firstSeq - 1 : 0),
    )
    for (let at = from; at < items.length; at += 1) {
      const item = items[at]
      if (!item) continue
      this.#before.push(this.rows.length)
      const previous = items[at - 1]
      if (previous && previous.runId !== item.runId) this.#endRun(previous.runId, runOf, { commands, before: item.seq })
      this.#push(item, previous)
    }
    this.#bodyLength = this.rows.length
    this.#endRun(items.at(-1)?.runId ?? null, runOf, { commands, before: Number.POSITIVE_INFINITY })
  }

  #push(item: TranscriptItem, previous: TranscriptItem | undefined): void {
    if (item.type === 'block' && item.parentBlockId !== null && this.#nest(item, item.parentBlockId)) return
    if (item.type === 'block' && item.kind === 'subagent') this.#rowOfBlock.set(item.blockId, this.rows.length)
    const tight = isCompact(previous) && isCompact(item)
    this.rows.push({ type: 'item', key: item.key, item, tight, children: [] })
  }

  /** Puts a block into the row of the subagent that it belongs to; false when that is not here. */
  #nest(item: BlockItem, parentBlockId: string): boolean {
    const at = this.#rowOfBlock.get(parentBlockId)
    const row = at === undefined ? undefined : this.rows[at]
    if (at === undefined || row?.type !== 'item') return false
    const others = row.children.filter((child) => child.blockId !== item.blockId)
    this.rows[at] = { ...row, children: [...others, item].sort((one, other) => one.seq - other.seq) }
    this.#rowOfBlock.set(item.blockId, at)
    return true
  }

  #endRun(
    runId: string | null,
    runOf: ReadonlyMap<string, RunView>,
    { commands, before }: { commands: RunView[]; before: number },
  ): void {
    const run = runId === null ? undefined : runOf.get(runId)
    if (run?.status === 'completed') this.rows.push({ type: 'run_end', key: `end:${run.runId}`, run })
    while (commands[0] && (commands[0].settledSeq ?? 0) < before) {
      const [command] = commands.splice(0, 1)
      if (command) this.rows.push({ type: 'command', key: `command:${command.runId}`, run: command })
    }
  }
}
