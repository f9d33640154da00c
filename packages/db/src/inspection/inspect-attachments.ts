import type { Finding } from '@sojourn/contract/operator-line'
import { contentOf } from '@sojourn/core/session/keep-content'
import type { SqlSession } from './database.ts'
import type { TableFinding } from './inspect-tables.ts'
import type { AnyRow, TableRows } from './session-rows.ts'

/** Contents that are in memory at the same time: each may be large. */
const contentsPerPage = 8

export const linkTable = 'session_attachment'

interface ContentRow {
  projectId: string
  id: string
  size: number
  data: Uint8Array
}

async function* contents(database: SqlSession): AsyncGenerator<ContentRow> {
  const sql = `SELECT "projectId", id, size, data FROM attachment WHERE ("projectId", id) > (?, ?)
    ORDER BY "projectId", id LIMIT ${contentsPerPage}`
  for (let after = ['', '']; ; ) {
    const page = await database.rows<ContentRow>(sql, ...after)
    yield* page
    const last = page.at(-1)
    if (!last || page.length < contentsPerPage) return
    after = [last.projectId, last.id]
  }
}

/** [AT1] A content is what its id says. */
export const inspectContents = async (database: SqlSession): Promise<TableFinding[]> => {
  const findings: TableFinding[] = []
  for await (const { id, size, data } of contents(database)) {
    if (data.length === size && contentOf(data).id === id) continue
    const message = `the content of attachment ${id} is damaged: restore the database from a backup`
    findings.push({ check: 'attachments.content', level: 'error', message })
  }
  return findings
}

const ofNobody = `FROM attachment WHERE NOT EXISTS (SELECT 1 FROM ${linkTable} l
  WHERE l."projectId" = attachment."projectId" AND l."attachmentId" = attachment.id)`

/** [AT1] A content that no session has takes room and cannot be reached. */
export const inspectUnused = async (database: SqlSession): Promise<TableFinding[]> => {
  const [found] = await database.rows<{ count: number }>(`SELECT count(*) AS count ${ofNobody}`)
  if (!found || found.count === 0) return []
  const message = `${found.count} contents of attachments belong to no session`
  const repair = { sql: `DELETE ${ofNobody}`, done: `removed ${found.count} contents` }
  return [{ check: 'attachments.unused', level: 'warning', message, repair }]
}

/**
 * [AT1] Whatever a log names is stored. Answers with what is missing, and with the expected rows without those that would
 * point at nothing: whoever writes rows anew can do the others.
 */
export const inspectNamed = async (
  database: SqlSession,
  { sessionId, projectId }: { sessionId: string; projectId: string },
  expected: readonly TableRows[],
): Promise<{ findings: Finding[]; possible: TableRows[] }> => {
  const findings: Finding[] = []
  const isThere = async ({ attachmentId, seq }: AnyRow): Promise<boolean> => {
    const sql = 'SELECT 1 FROM attachment WHERE "projectId" = ? AND id = ?'
    if ((await database.rows(sql, projectId, attachmentId)).length > 0) return true
    const message = `event ${seq} names the attachment ${attachmentId}, which is not stored: restore it from a backup or an export`
    findings.push({ check: 'attachments.missing', level: 'error', sessionId, message })
    return false
  }
  const possible: TableRows[] = []
  for (const table of expected) {
    const rows: AnyRow[] = []
    for (const row of table.rows) if (table.table !== linkTable || (await isThere(row))) rows.push(row)
    possible.push({ ...table, rows })
  }
  return { findings, possible }
}
