import type { OutlineEntry } from '@sojourn/contract/outline'

/** What happened on one branch, in figures. */
export interface BranchFigures {
  runs: number
  failedRuns: number
  toolCalls: number
  failedCalls: number
  /** Milliseconds in which runs executed. */
  activeMs: number
  tokens: number
  costUsd: number
  /** Number of calls by `tool.operation`. */
  tools: ReadonlyMap<string, number>
}

type Entry<Kind extends OutlineEntry['kind']> = Extract<OutlineEntry, { kind: Kind }>

const ofKind = <Kind extends OutlineEntry['kind']>(entries: readonly OutlineEntry[], kind: Kind): Entry<Kind>[] =>
  entries.filter((entry): entry is Entry<Kind> => entry.kind === kind)

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

const activeMs = (entries: readonly OutlineEntry[]): number => {
  const begun = new Map(ofKind(entries, 'run_started').map((entry) => [entry.runId, Date.parse(entry.ts)]))
  return sum(ofKind(entries, 'run_ended'), ({ runId, ts }) => Date.parse(ts) - (begun.get(runId) ?? Date.parse(ts)))
}

const toolCounts = (entries: readonly OutlineEntry[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const { toolId, operation } of ofKind(entries, 'tool_called')) {
    const name = `${toolId}.${operation}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** Figures of what came after `afterSeq`. */
export const branchFigures = (outline: readonly OutlineEntry[], afterSeq: number): BranchFigures => {
  const entries = outline.filter((entry) => entry.seq > afterSeq)
  const ended = ofKind(entries, 'run_ended').filter(({ how }) => how !== 'requeued')
  const usage = ofKind(entries, 'usage')
  return {
    runs: ended.length,
    failedRuns: ended.filter(({ how }) => how !== 'completed').length,
    toolCalls: ofKind(entries, 'tool_called').length,
    failedCalls: ofKind(entries, 'tool_ended').filter(({ ok }) => !ok).length,
    activeMs: activeMs(entries),
    tokens: sum(usage, ({ inputTokens = 0, outputTokens = 0 }) => inputTokens + outputTokens),
    costUsd: sum(usage, ({ costUsd = 0 }) => costUsd),
    tools: toolCounts(entries),
  }
}
