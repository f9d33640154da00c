import type { SessionRecord } from '@sojourn/core/ports/records'
import { toDetailRow, toIdentityRow, toStateRow } from '../rows/session-row.ts'
import { detailTarget } from '../rows/work-rows.ts'
import { WrittenSessions } from '../rows/written-sessions.ts'
import { titleSeq } from '../search/index-changes.ts'
import { rowWriter } from './row-writer.ts'
import { noteToIndex } from './search-index.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

const insertSql = (columns: readonly string[]): string =>
  `INSERT INTO session (${columns}) VALUES (${columns.map(() => '?')}) ON CONFLICT (id) DO NOTHING`

const updateSql = (columns: readonly string[]): string =>
  `UPDATE session SET ${columns.map((column) => `${column} = ?`)} WHERE id = ?`

/**
 * Writes sessions' rows. The fence is here: `insert` and `update` answer false, and have written nothing, when the
 * session exists already or its log does not end at `base`.
 */
export class SessionWriter {
  readonly #database: SqliteDatabase
  readonly #writeDetail: (row: object) => void
  readonly #written = new WrittenSessions()
  /** Every row has the same columns: put together with the first. */
  #insertSql: string | undefined
  #updateSql: string | undefined

  constructor(database: SqliteDatabase) {
    this.#database = database
    this.#writeDetail = rowWriter(database, detailTarget)
  }

  insert(record: SessionRecord): boolean {
    const row = { id: record.id, ...toIdentityRow(record), ...toStateRow(record) }
    this.#insertSql ??= insertSql(Object.keys(row))
    if (this.#database.run(this.#insertSql, ...Object.values(row)) === 0) return false
    this.#writeDetail(toDetailRow(record))
    this.#addLabels(record)
    if (record.title !== null) this.#noteTitle(record)
    return true
  }

  update(record: SessionRecord, base: number): boolean {
    const row = toStateRow(record)
    this.#updateSql ??= `${updateSql(Object.keys(row))} AND projectId = ? AND lastSeq = ?`
    const values = [...Object.values(row), record.id, record.projectId, base]
    if (this.#database.run(this.#updateSql, ...values) === 0) return false
    if (this.#written.hasChanged(record)) {
      const identity = toIdentityRow(record)
      this.#database.run(updateSql(Object.keys(identity)), ...Object.values(identity), record.id)
      this.#writeDetail(toDetailRow(record))
      this.#database.run('DELETE FROM session_label WHERE sessionId = ?', record.id)
      this.#addLabels(record)
      this.#noteTitle(record)
    }
    return true
  }

  /** Call after the commit: from now on `record`'s values are known to be stored. */
  remember(record: SessionRecord): void {
    this.#written.remember(record)
  }

  forget(sessionId: string): void {
    this.#written.forget(sessionId)
  }

  #noteTitle({ id }: SessionRecord): void {
    this.#database.run(noteToIndex, id, titleSeq)
  }

  #addLabels(record: SessionRecord): void {
    for (const label of new Set(record.labels)) {
      this.#database.run('INSERT INTO session_label (sessionId, label) VALUES (?, ?)', record.id, label)
    }
  }
}
