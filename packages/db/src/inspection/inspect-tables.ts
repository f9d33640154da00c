import type { Finding } from '@sojourn/contract/operator-line'
import type { Database, SqlSession } from './database.ts'
import { inspectContents } from './inspect-attachments.ts'

/** Tables whose rows belong to a session. Those that only point at it can go when it is gone; the others hold its past. */
const dependents = {
  session_detail: 'past',
  event: 'past',
  run: 'past',
  permission: 'past',
  question: 'past',
  tool_call: 'past',
  checkpoint: 'past',
  step: 'past',
  session_attachment: 'pointer',
  session_label: 'pointer',
  tag: 'pointer',
  bridge_cursor: 'pointer',
} as const

export interface TableFinding extends Finding {
  /** Puts it right and loses nothing; absent when nothing safe does. */
  repair?: { sql: string; done: string }
}

const ofNoSession = (table: string): string =>
  `FROM "${table}" WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.id = "${table}"."sessionId")`

const inspectOrphans = async (database: SqlSession): Promise<TableFinding[]> => {
  const findings: TableFinding[] = []
  for (const [table, kind] of Object.entries(dependents)) {
    const [found] = await database.rows<{ count: number; example: string | null }>(
      `SELECT count(*) AS count, min("sessionId") AS example ${ofNoSession(table)}`,
    )
    if (!found || found.count === 0) continue
    const message = `${found.count} rows of ${table} belong to no session, for example to ${found.example}`
    const repair = { sql: `DELETE ${ofNoSession(table)}`, done: `removed ${found.count} rows of ${table}` }
    findings.push({ check: 'orphans', level: 'error', message, ...(kind === 'pointer' && { repair }) })
  }
  return findings
}

/** [BR2] A bridge cannot have delivered what is not in the log: it would miss what comes. */
const inspectCursors = async (database: SqlSession): Promise<TableFinding[]> => {
  const beyond = `FROM bridge_cursor c JOIN session s ON s.id = c."sessionId" WHERE c.seq > s."lastSeq"`
  const found = await database.rows<{ bridge: string; count: number }>(
    `SELECT c.bridge AS bridge, count(*) AS count ${beyond} GROUP BY c.bridge`,
  )
  const sql = `UPDATE bridge_cursor SET seq = (SELECT s."lastSeq" FROM session s WHERE s.id = bridge_cursor."sessionId")
    WHERE seq > (SELECT s."lastSeq" FROM session s WHERE s.id = bridge_cursor."sessionId")`
  return found.map(({ bridge, count }) => ({
    check: 'bridges.cursors',
    level: 'error',
    message: `bridge ${bridge} is ahead of the logs of ${count} sessions: it would miss their next events`,
    repair: { sql, done: `put the cursors of ${bridge} back to the ends of the logs` },
  }))
}

/** [BR2] What bridges still have to deliver: a running server is at it, and says itself how late it is. */
const inspectDeliveries = async (database: SqlSession): Promise<TableFinding[]> => {
  const found = await database.rows<{ bridge: string; count: number }>(
    `SELECT b.name AS bridge, count(*) AS count FROM bridge b CROSS JOIN session s
      LEFT JOIN bridge_cursor c ON c."sessionId" = s.id AND c.bridge = b.name
      WHERE s."lastSeq" > COALESCE(c.seq, 0) GROUP BY b.name`,
  )
  return found.map(({ bridge, count }) => ({
    check: 'bridges.behind',
    level: 'note',
    message: `bridge ${bridge} has news of ${count} sessions to deliver: the next start does`,
  }))
}

/** What SQLite itself says of its file. PostgreSQL checks its pages when it reads them. */
const inspectFile = async ({ provider, rows }: Database): Promise<TableFinding[]> => {
  if (provider !== 'sqlite') return []
  const lines = await rows<{ integrity_check: string }>('PRAGMA integrity_check(10)')
  return lines
    .filter(({ integrity_check: line }) => line !== 'ok')
    .map(({ integrity_check: line }) => ({
      check: 'database.file',
      level: 'error',
      message: `the file is damaged: ${line}. Restore it from a backup`,
    }))
}

/** Checks what no single session tells: the file itself, rows of nobody, contents, bridges. */
export const inspectTables = async (database: Database, isInUse: boolean): Promise<TableFinding[]> => [
  ...(await inspectFile(database)),
  ...(await inspectOrphans(database)),
  ...(await inspectContents(database)),
  ...(await inspectCursors(database)),
  ...(isInUse ? [] : await inspectDeliveries(database)),
]
