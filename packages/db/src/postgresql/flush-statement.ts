import type { AppendRequest } from '@sojourn/core/ports/session-store'
import { baseSeqOf } from '@sojourn/core/store/append-fence'
import { searchableTypes } from '@sojourn/core/store/searchable-text'
import { toEventRow } from '../rows/event-row.ts'
import { toDetailRow, toIdentityRow, toStateRow } from '../rows/session-row.ts'
import { detailTarget, onConflictUpdate, type RowTarget, workRows } from '../rows/work-rows.ts'
import type { WrittenSessions } from '../rows/written-sessions.ts'
import { backlogOf, titleSeq } from '../search/index-changes.ts'
import { copiedColumns } from '../sql/event-columns.ts'
import { toJsonParameter } from './stored-text.ts'

/** A statement that answers with the ids of the sessions it has written. */
export interface FlushStatement {
  sql: string
  values: string[]
}

/**
 * The one statement that stores a flush: sessions, their events and their work, each kind as one JSON parameter. The
 * fence is in it: a session that is not where its request says is missing from the answer, and nothing of its request is
 * written. It locks sessions in the order of their ids, so that two flushes wait for each other instead of deadlocking.
 *
 * The text depends only on which kinds of rows there are: few texts occur, and each is compiled once.
 */
export const flushStatement = (requests: readonly AppendRequest[], written: WrittenSessions): FlushStatement => {
  const parts: string[] = []
  const values: string[] = []
  const parameter = (rows: readonly object[]): string => {
    values.push(toJsonParameter(rows))
    return `$${values.length}::json`
  }
  const rowsOf = (table: string, rows: readonly object[]): string =>
    `json_populate_recordset(null::${table}, ${parameter(rows)})`
  const insert = (table: string, rows: readonly object[], onConflict = ''): void => {
    if (rows.length === 0) return
    const accepted = 'r."sessionId" IN (SELECT id FROM accepted)'
    parts.push(
      `written_${table} AS (INSERT INTO ${table} SELECT r.* FROM ${rowsOf(table, rows)} r WHERE ${accepted} ${onConflict})`,
    )
  }

  const continuing = requests.filter(({ kind }) => kind === 'continue')
  const creating = requests.filter(({ kind }) => kind === 'create')
  if (continuing.length > 0) {
    const fence = parameter(continuing.map(toFenceRow))
    parts.push(lockedSessions(fence), updatedSessions(rowsOf('session', continuing.map(toSessionRow))))
  }
  const pasts = creating.flatMap(({ record, past }) => (past ? [{ id: record.id, ...past }] : []))
  const past = pasts.length > 0 ? parameter(pasts) : null
  if (past !== null) parts.push(namedPasts(past))
  if (creating.length > 0) parts.push(createdSessions(rowsOf('session', creating.map(toSessionRow)), past !== null))
  parts.push(`accepted AS (${acceptedIds(continuing.length > 0, creating.length > 0)})`)

  if (past !== null) parts.push(copiedPasts)
  insert(
    'event',
    requests.flatMap(({ record, events }) => events.map((event) => toEventRow(record.id, event))),
  )
  const contents = requests.flatMap(toContentRows)
  if (contents.length > 0) parts.push(writtenContents(parameter(contents)))
  for (const target of workRows) insertOrUpdate(insert, target, requests.flatMap(target.rowsOf))
  const changed = requests.filter(({ kind, record }) => kind === 'create' || written.hasChanged(record))
  const titled = changed.filter(({ kind, record }) => kind === 'continue' || record.title !== null)
  insert('search_backlog', [
    ...titled.map(({ record }) => ({ sessionId: record.id, seq: titleSeq })),
    ...requests.flatMap(backlogOf),
  ])
  insertOrUpdate(
    insert,
    detailTarget,
    changed.map(({ record }) => toDetailRow(record)),
  )
  const labels = changed.flatMap(({ record }) => toLabelRows(record))
  insert('session_label', labels, 'ON CONFLICT DO NOTHING')
  if (changed.some(({ kind }) => kind === 'continue')) {
    const ids = parameter(changed.map(({ record }) => ({ id: record.id })))
    parts.push(removedLabels(ids, rowsOf('session_label', labels)))
  }
  return { sql: `WITH ${parts.join(',\n')}\nSELECT id FROM accepted`, values }
}

type Insert = (table: string, rows: readonly object[], onConflict?: string) => void

/** One statement may write a row once: of rows with the same key the last one stands. */
const insertOrUpdate = (insert: Insert, target: RowTarget, rows: readonly object[]): void => {
  const [first] = rows
  if (first === undefined) return
  insert(target.table, lastOfEach(target.key, rows), onConflictUpdate(target, Object.keys(first)))
}

export const lastOfEach = (key: readonly string[], rows: readonly object[]): object[] => {
  if (rows.length === 1) return [...rows]
  const keyOf = (row: object): string => JSON.stringify(key.map((column) => Reflect.get(row, column)))
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()]
}

const toFenceRow = (request: AppendRequest): object => {
  const { id, projectId } = request.record
  return { id, projectId, base: baseSeqOf(request) }
}

const toSessionRow = ({ record }: AppendRequest) => ({
  id: record.id,
  ...toIdentityRow(record),
  ...toStateRow(record),
})

const toContentRows = ({ record, contents }: AppendRequest): object[] =>
  contents.map(({ id, data }) => ({
    sessionId: record.id,
    projectId: record.projectId,
    id,
    size: data.length,
    data: Buffer.from(data).toString('base64'),
  }))

/** In the order of the key, so that two flushes with the same contents wait for each other. */
const writtenContents = (rows: string): string => `written_attachment AS (
  INSERT INTO attachment ("projectId", id, size, data)
  SELECT r."projectId", r.id, r.size, decode(r.data, 'base64')
  FROM json_to_recordset(${rows}) AS r("sessionId" text, "projectId" text, id text, size int, data text)
  WHERE r."sessionId" IN (SELECT id FROM accepted) ORDER BY r."projectId", r.id ON CONFLICT DO NOTHING)`

const toLabelRows = (record: AppendRequest['record']): object[] =>
  [...new Set(record.labels)].map((label) => ({ sessionId: record.id, label }))

/** After a wait PostgreSQL looks at the row again: what another transaction has changed meanwhile does not pass. */
const lockedSessions = (fence: string): string => `locked AS MATERIALIZED (
  SELECT s.id FROM json_to_recordset(${fence}) AS f(id text, "projectId" text, base int) JOIN session s ON s.id = f.id
  WHERE s."projectId" = f."projectId" AND s."lastSeq" = f.base ORDER BY s.id FOR NO KEY UPDATE OF s)`

const updatedSessions = (rows: string): string => `updated AS (
  UPDATE session s SET ${sessionChanges} FROM ${rows} r
  WHERE s.id = r.id AND s.id IN (SELECT id FROM locked) RETURNING s.id)`

const sessionColumns = [
  'agentId',
  'sessionType',
  'parentId',
  'createdAt',
  'status',
  'state',
  'activity',
  'doneReason',
  'checkpointId',
  'archivedAt',
  'version',
  'lastSeq',
  'usage',
  'updatedAt',
  'lastActivityAt',
  'empty',
  'activeRunId',
  'activeAttempt',
  'queueDepth',
  'nextDue',
  'pendingPermissions',
  'pendingQuestions',
  'inDoubtCalls',
  'openBlocks',
  'compactedUptoSeq',
  'listing',
  'unfinished',
  'stateSince',
  'statusSince',
] as const satisfies (keyof ReturnType<typeof toSessionRow>)[]

const sessionChanges = sessionColumns.map((column) => `"${column}" = r."${column}"`)

const createdSessions = (rows: string, withPasts: boolean): string => `created AS (
  INSERT INTO session SELECT * FROM ${rows} ${withPasts ? hasItsPast : ''} ORDER BY id
  ON CONFLICT (id) DO NOTHING RETURNING id)`

/** The pasts that new sessions begin with, and whether each is there: logs have no holes, so the last event says it. */
const namedPasts = (pasts: string): string => `past AS MATERIALIZED (
  SELECT p.*, EXISTS (SELECT 1 FROM event e WHERE e."sessionId" = p."sessionId" AND e.seq = p."uptoSeq") AS is_there
  FROM json_to_recordset(${pasts}) AS p(id text, "sessionId" text, "uptoSeq" int))`

const hasItsPast = 'WHERE id NOT IN (SELECT id FROM past WHERE NOT is_there)'

const eventsOfPasts = `FROM past p JOIN event e ON e."sessionId" = p."sessionId" AND e.seq <= p."uptoSeq"
  WHERE p.id IN (SELECT id FROM accepted)`

const copiedPasts = `copied_event AS (INSERT INTO event ("sessionId", seq, ${copiedColumns})
  SELECT p.id, e.seq, e.id, e.ts, e.type, e.v, e."runId", e.source, e.data, e.raw ${eventsOfPasts}),
copied_search_backlog AS (INSERT INTO search_backlog ("sessionId", seq)
  SELECT p.id, e.seq ${eventsOfPasts} AND e.type IN (${searchableTypes.map((type) => `'${type}'`).join(', ')}))`

const acceptedIds = (continues: boolean, creates: boolean): string =>
  [...(continues ? ['SELECT id FROM updated'] : []), ...(creates ? ['SELECT id FROM created'] : [])].join(' UNION ALL ')

const removedLabels = (ids: string, kept: string): string => `removed_labels AS (
  DELETE FROM session_label l USING json_to_recordset(${ids}) AS c(id text)
  WHERE l."sessionId" = c.id AND c.id IN (SELECT id FROM accepted)
    AND NOT EXISTS (SELECT 1 FROM ${kept} k WHERE k."sessionId" = l."sessionId" AND k.label = l.label))`
