import type { Database } from '../inspection/database.ts'
import { noteSessionSql } from '../search/note-for-index.ts'
import { copyRows } from './copy-rows.ts'
import type { Table } from './tables.ts'

interface SessionHead {
  id: string
  lastSeq: number
  version: number
  updatedAt: string
}

const heads = 'SELECT id, "lastSeq", version, "updatedAt" FROM session'

/** Sessions that one transaction takes: many small ones, or a large one by itself. */
const mostSessions = 200
const mostEvents = 20_000
const headsPerPage = 2_000

async function* readHeads(source: Database): AsyncGenerator<SessionHead> {
  for (let after = ''; ; ) {
    const page = await source.rows<SessionHead>(`${heads} WHERE id > ? ORDER BY id LIMIT ${headsPerPage}`, after)
    yield* page
    const last = page.at(-1)
    if (!last || page.length < headsPerPage) return
    after = last.id
  }
}

async function* batches(source: Database): AsyncGenerator<SessionHead[]> {
  let batch: SessionHead[] = []
  let events = 0
  for await (const head of readHeads(source)) {
    if (batch.length === mostSessions || (batch.length > 0 && events + head.lastSeq > mostEvents)) {
      yield batch
      batch = []
      events = 0
    }
    batch.push(head)
    events += head.lastSeq
  }
  if (batch.length > 0) yield batch
}

const listOf = (ids: readonly unknown[]): string => ids.map(() => '?').join(', ')

/** The sessions of a batch that the target does not have as they are now. */
const missingOf = async (target: Database, batch: readonly SessionHead[]): Promise<string[]> => {
  const ids = batch.map(({ id }) => id)
  const there = await target.rows<SessionHead>(`${heads} WHERE id IN (${listOf(ids)})`, ...ids)
  const known = new Map(there.map((head) => [head.id, head]))
  return batch
    .filter(({ id, lastSeq, version, updatedAt }) => {
      const head = known.get(id)
      return head?.lastSeq !== lastSeq || head.version !== version || head.updatedAt !== updatedAt
    })
    .map(({ id }) => id)
}

export interface Databases {
  source: Database
  target: Database
}

/**
 * Copies every session with everything that belongs to it. A batch is there or not, so whoever dies in between leaves
 * whole sessions, and the next one copies only those that are missing or have changed since.
 */
export const copySessions = async (
  { source, target }: Databases,
  tables: readonly Table[],
  onProgress: (sessions: number) => void,
): Promise<void> => {
  const own = tables.filter(({ ofSession }) => ofSession)
  let done = 0
  for await (const batch of batches(source)) {
    const sessionIds = await missingOf(target, batch)
    if (sessionIds.length > 0) {
      await target.transaction(async () => {
        await target.rows(`DELETE FROM session WHERE id IN (${listOf(sessionIds)})`, ...sessionIds)
        for (const table of own) await copyRows(source, target, { table, sessionIds })
        // The index of words is each database's own: the next server makes it.
        for (const id of sessionIds) await target.rows(noteSessionSql, id, id)
      })
    }
    done += batch.length
    onProgress(done)
  }
}

/** Removes what the source no longer has: it was used again after an earlier attempt. */
export const removeVanished = async ({ source, target }: Databases): Promise<void> => {
  for await (const batch of batches(target)) {
    const ids = batch.map(({ id }) => id)
    const there = await source.rows<{ id: string }>(`SELECT id FROM session WHERE id IN (${listOf(ids)})`, ...ids)
    const known = new Set(there.map(({ id }) => id))
    const vanished = ids.filter((id) => !known.has(id))
    if (vanished.length > 0) await target.rows(`DELETE FROM session WHERE id IN (${listOf(vanished)})`, ...vanished)
  }
}
