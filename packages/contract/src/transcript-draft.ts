import type { BlockItem, QuestionItem, RunView, ToolItem, Transcript, TranscriptItem } from './transcript-items.ts'
import { unknownRun } from './transcript-runs.ts'

/** Where each key stands. Positions never change, so all versions of one transcript share one index. */
const indexes = new WeakMap<readonly TranscriptItem[], Map<string, number>>()

/** A transcript that is being written: every change finds its place at once, whatever the length. */
export class TranscriptDraft {
  lastSeq: number
  plan: Transcript['plan']
  summary: Transcript['summary']
  readonly items: TranscriptItem[]
  readonly runs: RunView[]
  /** Index of the first item that has changed, or after which something has; the number of items when none. */
  firstChanged: number
  readonly #index: Map<string, number>
  readonly #runIndex: Map<string, number>
  /** The last item of each run so far. */
  readonly #lastOfRun = new Map<string, number>()
  /** Tool calls by the newest permission that was asked for them. */
  readonly #askedFor = new Map<string, string>()

  constructor(from: Transcript) {
    this.lastSeq = from.lastSeq
    this.plan = from.plan
    this.summary = from.summary
    this.items = [...from.items]
    this.runs = [...from.runs]
    this.firstChanged = this.items.length
    const known = indexes.get(from.items)
    this.#index = known?.size === from.items.length ? known : new Map(from.items.map((item, at) => [item.key, at]))
    this.#runIndex = new Map(from.runs.map((run, at) => [run.runId, at]))
    indexes.set(this.items, this.#index)
  }

  add(item: TranscriptItem): void {
    if (this.#index.has(item.key)) return
    this.#touch(this.items.length)
    this.#index.set(item.key, this.items.length)
    if (item.runId !== null) this.#lastOfRun.set(item.runId, this.items.length)
    this.items.push(item)
  }

  block(blockId: string, change: (item: BlockItem) => BlockItem): void {
    this.#change(`block:${blockId}`, (item) => (item.type === 'block' ? change(item) : item))
  }

  tool(toolCallId: string, change: (item: ToolItem) => ToolItem): void {
    this.#change(`tool:${toolCallId}`, (item) => {
      if (item.type !== 'tool') return item
      const changed = change(item)
      if (changed.permission) this.#askedFor.set(changed.permission.permissionId, toolCallId)
      return changed
    })
  }

  question(questionId: string, change: (item: QuestionItem) => QuestionItem): void {
    this.#change(`question:${questionId}`, (item) => (item.type === 'question' ? change(item) : item))
  }

  run(runId: string, change: Partial<RunView>): void {
    const at = this.#runIndex.get(runId) ?? this.runs.length
    this.#runIndex.set(runId, at)
    this.runs[at] = { ...(this.runs[at] ?? unknownRun(runId)), ...change }
    this.#touch(this.#lastOfRun.get(runId) ?? Math.max(0, this.items.length - 1))
  }

  /** The call that a permission was asked for. */
  askedFor(permissionId: string): string | undefined {
    const known = this.#askedFor.get(permissionId)
    if (known !== undefined) return known
    const item = this.items.findLast(
      (other) => other.type === 'tool' && other.permission?.permissionId === permissionId,
    )
    return item?.type === 'tool' ? item.toolCallId : undefined
  }

  #change(key: string, change: (item: TranscriptItem) => TranscriptItem): void {
    const at = this.#index.get(key)
    const item = at === undefined ? undefined : this.items[at]
    if (at === undefined || !item) return
    this.items[at] = change(item)
    this.#touch(at)
  }

  #touch(at: number): void {
    this.firstChanged = Math.min(this.firstChanged, at)
  }
}
