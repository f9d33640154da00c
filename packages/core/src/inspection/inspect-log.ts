import type { SessionEvent } from '@sojourn/contract/event'
import type { Finding } from '@sojourn/contract/operator-line'
import { isTerminal, terminalRunStatuses } from '@sojourn/contract/run'
import { type FoldedLog, foldLog } from '../session/fold-log.ts'

export interface InspectedLog {
  sessionId: string
  projectId: string
  /** In the order of their seqs. */
  events: readonly SessionEvent[]
  /** As the session's row has it; null when there is no row. */
  lastSeq: number | null
  /** Id of the checkpoint that a fork took along: the log does not tell it. */
  inheritedCheckpointId: string | null
}

export interface LogVerdict {
  findings: Finding[]
  /** What the log makes of the session; null when it is not whole. */
  folded: FoldedLog | null
}

const terminalTypes = new Set<string>(terminalRunStatuses.map((status) => `run.${status}`))

const listed = (numbers: readonly number[]): string =>
  numbers.length <= 5 ? numbers.join(', ') : `${numbers.slice(0, 5).join(', ')} and ${numbers.length - 5} more`

/** [E1] Seqs that should be there and are not; at most a thousand are named. */
const missingSeqs = (events: readonly SessionEvent[], lastSeq: number): number[] => {
  const missing: number[] = []
  let expected = 1
  for (const { seq } of [...events, { seq: lastSeq + 1 }]) {
    for (; expected < seq && missing.length < 1_000; expected += 1) missing.push(expected)
    expected = Math.max(expected, seq + 1)
  }
  return missing
}

/** [R5] How often each run of the log's own has ended. What a fork has copied is its source's. */
const runEnds = (events: readonly SessionEvent[]): Map<string, number> => {
  const start = events.findLastIndex(({ type }) => type === 'session.created')
  const ends = new Map<string, number>()
  for (const { type, runId } of events.slice(start)) {
    if (runId === undefined || !terminalTypes.has(type)) continue
    ends.set(runId, (ends.get(runId) ?? 0) + 1)
  }
  return ends
}

const inspectRuns = (events: readonly SessionEvent[], { changes }: FoldedLog): string[] => {
  const ends = runEnds(events)
  const wrong: string[] = []
  for (const [runId, count] of ends) {
    if (count > 1) wrong.push(`run ${runId} has ended ${count} times`)
    if (!changes.runs.has(runId)) wrong.push(`run ${runId} ends and was never queued`)
  }
  for (const { id, status } of changes.runs.values()) {
    if (isTerminal(status) && !ends.has(id)) wrong.push(`run ${id} is ${status} and has no end`)
  }
  return wrong
}

/** Checks a whole log: seqs without holes, every run ended once, and a fold that works. */
export const inspectLog = ({ sessionId, projectId, events, ...known }: InspectedLog): LogVerdict => {
  const findings: Finding[] = []
  const error = (check: string, message: string): void =>
    void findings.push({ check, level: 'error', sessionId, message })
  const end = Math.max(known.lastSeq ?? 0, events.at(-1)?.seq ?? 0)
  const missing = missingSeqs(events, end)
  if (missing.length > 0) {
    error('log.seqs', `events ${listed(missing)} are missing of ${end}: restore the session from a backup or an export`)
  }
  if (new Set(events.map(({ id }) => id)).size < events.length) error('log.ids', 'two events have the same id')
  if (missing.length > 0) return { findings, folded: null }
  try {
    const folded = foldLog(events, { projectId, nextId: () => known.inheritedCheckpointId ?? sessionId })
    for (const wrong of inspectRuns(events, folded)) error('log.runs', wrong)
    return { findings, folded }
  } catch (cause) {
    error('log.fold', `the log makes no session: ${cause instanceof Error ? cause.message : String(cause)}`)
    return { findings, folded: null }
  }
}
