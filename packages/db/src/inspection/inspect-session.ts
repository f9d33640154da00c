import type { SessionEvent } from '@sojourn/contract/event'
import type { Finding } from '@sojourn/contract/operator-line'
import { inspectLog } from '@sojourn/core/inspection/inspect-log'
import type { FoldedLog } from '@sojourn/core/session/fold-log'
import { compareRows } from './compare-rows.ts'
import type { SqlSession } from './database.ts'
import { inspectNamed } from './inspect-attachments.ts'
import { expectedRows, inheritedCheckpoint, readLog, storedRows, type TableRows } from './session-rows.ts'

export interface SessionInspection {
  events: number
  findings: Finding[]
  /** Rows that would be right, when some are not and nothing is wrong with the log. */
  rebuild: TableRows[] | null
}

/** Differences that are named of one session. */
const mostNamed = 10

export interface LookedAt {
  sessionId: string
  /** The running server, if there is one and its id is known. */
  hostId: string | null
  /** Some server has the database. */
  isInUse: boolean
}

/** Checks one session: its log, and that every row says what the log says. Call within a transaction. */
export const inspectSession = async (database: SqlSession, looked: LookedAt): Promise<SessionInspection> => {
  const { sessionId } = looked
  const [row] = await database.rows<{ projectId: string; lastSeq: number }>(
    'SELECT "projectId", "lastSeq" FROM session WHERE id = ?',
    sessionId,
  )
  const { projectId = 'default', lastSeq = null } = row ?? {}
  const { events, unreadable } = await readLog(database, sessionId)
  if (unreadable.length > 0) {
    const message = `events ${unreadable.slice(0, 5).join(', ')} cannot be read: restore the session from a backup or an export`
    return {
      events: events.length,
      findings: [{ check: 'log.events', level: 'error', sessionId, message }],
      rebuild: null,
    }
  }
  const inheritedCheckpointId = await inheritedCheckpoint(database, sessionId, events)
  const { findings, folded } = inspectLog({ sessionId, projectId, events, lastSeq, inheritedCheckpointId })
  if (!folded) return { events: events.length, findings, rebuild: null }
  // What follows from a log that contradicts itself is no better than what is there.
  const isSound = findings.length === 0
  const { findings: missing, possible: expected } = await inspectNamed(
    database,
    { sessionId, projectId },
    expectedRows(folded),
  )
  const stored = await storedRows(database, { sessionId, projectId }, expected)
  const wrong = expected.flatMap((table, at) => compareRows(table, stored[at]?.rows ?? []))
  findings.push(...missing, ...rowFindings(sessionId, wrong), ...ownerFindings(looked, folded, events))
  findings.push(...(await tagFindings(database, sessionId, folded)))
  return { events: events.length, findings, rebuild: isSound && wrong.length > 0 ? expected : null }
}

const rowFindings = (sessionId: string, wrong: readonly string[]): Finding[] => {
  const named = wrong
    .slice(0, mostNamed)
    .map((message): Finding => ({ check: 'rows', level: 'error', sessionId, message }))
  const more = wrong.length - named.length
  return more === 0 ? named : [...named, { check: 'rows', level: 'error', sessionId, message: `and ${more} more rows` }]
}

/** [C2] Whatever executes has a host that executes it. */
const ownerFindings = (
  { sessionId, hostId, isInUse }: LookedAt,
  { state: { active } }: FoldedLog,
  events: readonly SessionEvent[],
): Finding[] => {
  if (active === null) return []
  const found = { check: 'runs.owner', sessionId }
  if (!isInUse) {
    const message = `run ${active.id} was executing when its server ended: the next start goes on with it`
    return [{ ...found, level: 'warning', message }]
  }
  const started = events.findLast((event) => event.type === 'run.started' && event.runId === active.id)
  const owner = started?.type === 'run.started' ? started.data.hostId : null
  if (hostId === null || owner === hostId) return []
  const message = `run ${active.id} executes on host ${owner}, and the running one is ${hostId}: restart the server`
  return [{ ...found, level: 'error', message }]
}

/** [S8] A tag points where the log says; one that another session has since taken is no loss. */
const tagFindings = async (database: SqlSession, sessionId: string, { state }: FoldedLog): Promise<Finding[]> => {
  const rows = await database.rows<{ tag: string }>('SELECT tag FROM tag WHERE "sessionId" = ?', sessionId)
  const said = new Set(state.record.tags)
  return rows
    .filter(({ tag }) => !said.has(tag))
    .map(({ tag }) => ({
      check: 'tags',
      level: 'error',
      sessionId,
      message: `the tag ${tag} points here, and its log does not say so: set or remove the tag`,
    }))
}
