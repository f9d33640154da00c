import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SessionStore } from '@sojourn/core/ports/session-store'
import { contentOf } from '@sojourn/core/session/keep-content'
import { createRequest } from '@sojourn/core/testing/store-fixtures'
import Connection from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPostgresqlStore } from '../../src/postgresql/open-postgresql-store.ts'
import { promote } from '../../src/promotion/promote.ts'
import { openSqliteStore } from '../../src/sqlite/open-sqlite-store.ts'
import { liveIn } from '../inspection/lived-in-store.ts'
import { query, usePostgresql } from '../postgresql/use-postgresql.ts'
import { sqliteFile } from '../sqlite/sqlite-file.ts'

const server = usePostgresql()
const quietly = () => {}
let place: Awaited<ReturnType<typeof sqliteFile>>
beforeEach(async () => {
  place = await sqliteFile()
})
afterEach(() => place.remove())

const openSource = () => openSqliteStore({ file: place.file, sync: 'normal' })
const openTarget = (url: string) => openPostgresqlStore({ url, access: 'alone' })
const newTarget = async (): Promise<string> => (await server.createDatabase()).url

/** Fills the source with small sessions. */
const fill = async (from: number, to: number): Promise<void> => {
  const store = await openSource()
  const ids = Array.from({ length: to - from }, (_, at) => `s${String(from + at).padStart(5, '0')}`)
  await store.append(ids.map((id) => createRequest({ id }, 4)))
  await store.close()
}

/** What clients can see of all sessions. */
const visible = async (store: SessionStore): Promise<unknown[]> => {
  const seen: unknown[] = []
  let cursor: string | null = null
  do {
    const query = {
      projectId: 'default',
      limit: 200,
      filter: { archived: true, empty: true },
      ...(cursor && { cursor }),
    }
    const page = await store.listSessions(query)
    for (const { id } of page.items) {
      const events = await store.readEvents({ sessionId: id, afterSeq: 0, limit: 10_000 })
      seen.push(
        await store.loadSession({ projectId: 'default', id }),
        events.map(({ json }) => json),
      )
    }
    cursor = page.nextCursor
  } while (cursor !== null)
  await store.close()
  return seen
}

/** Ids and texts of the attachments of a session. */
const contentsOf = async (store: SessionStore, sessionId: string): Promise<[id: string, text: string][]> => {
  const own = { projectId: 'default', sessionId }
  const texts: [string, string][] = []
  for (const { attachmentId } of await store.listAttachments(own)) {
    const data = await store.readAttachment({ ...own, attachmentId })
    texts.push([attachmentId, Buffer.from(data ?? []).toString()])
  }
  await store.close()
  return texts.toSorted(([left], [right]) => (left < right ? -1 : 1))
}

/** Makes a promotion that has ended look as if it had broken off right before its end. */
const breakOff = async (url: string): Promise<void> => {
  const source = new Connection(place.file, { readonly: true })
  const sql = 'SELECT id FROM _prisma_migrations ORDER BY migration_name LIMIT 1'
  const { id } = source.prepare(sql).get() as { id: string }
  source.close()
  await query(url, 'CREATE TABLE sojourn_promotion (source TEXT NOT NULL)')
  await query(url, `INSERT INTO sojourn_promotion (source) VALUES ('${id}')`)
}

const promoteUntilKilled = async (url: string, sessions: number): Promise<NodeJS.Signals | null> => {
  const program = fileURLToPath(new URL('promote-until-killed.ts', import.meta.url))
  const child = spawn(process.execPath, [program, place.file, url, String(sessions)], { stdio: 'inherit' })
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return signal
}

describe('promote', () => {
  it('[D7] takes everything over, ids and seqs intact', async () => {
    await liveIn(await openSource())
    const url = await newTarget()
    const tables = await promote({ file: place.file, url, onProgress: quietly })
    expect(tables.find(({ table }) => table === 'session')?.rows).toBe(6)
    expect(await visible(await openTarget(url))).toEqual(await visible(await openSource()))
  })

  it('[D7] [AT1] contents of attachments come along, and follow what changes between two attempts', async () => {
    const { sessionId, forkId } = await liveIn(await openSource())
    const url = await newTarget()
    await promote({ file: place.file, url, onProgress: quietly })
    expect(await contentsOf(await openTarget(url), sessionId)).toEqual(await contentsOf(await openSource(), sessionId))
    await breakOff(url)
    const store = await openSource()
    const upload = { projectId: 'default', createdAt: '2026-01-01T00:00:00.000Z', keep: 1 }
    const content = (text: string) => contentOf(Buffer.from(text))
    await store.putAttachment({ ...upload, sessionId, content: content('in the place of the one before') })
    await store.putAttachment({ ...upload, sessionId: forkId, content: content('another') })
    await store.close()
    const tables = await promote({ file: place.file, url, onProgress: quietly })
    expect(tables.find(({ table }) => table === 'attachment')?.rows).toBe(3)
    const contents = await contentsOf(await openTarget(url), sessionId)
    expect(contents.map(([, text]) => text)).toContain('in the place of the one before')
    expect(contents).toEqual(await contentsOf(await openSource(), sessionId))
  })

  it('[D7] copies every table that the source has', async () => {
    await liveIn(await openSource())
    const tables = await promote({ file: place.file, url: await newTarget(), onProgress: quietly })
    const source = new Connection(place.file, { readonly: true })
    const names = source
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_%' AND name NOT LIKE '_prisma%'",
      )
      .all() as { name: string }[]
    source.close()
    expect(tables.map(({ table }) => table).toSorted()).toEqual(names.map(({ name }) => name).toSorted())
  })

  it('[D7] goes on after kill -9 with what is missing, and notices what has changed since', async () => {
    await fill(0, 700)
    const url = await newTarget()
    expect(await promoteUntilKilled(url, 200)).toBe('SIGKILL')
    const [{ count } = { count: 0 }] = await query<{ count: number }>(url, 'SELECT count(*)::int AS count FROM session')
    expect(count).toBeGreaterThanOrEqual(200)
    expect(count).toBeLessThan(700)
    // Nobody may work on half a copy.
    await expect(openTarget(url)).rejects.toThrow(/promotion into this database has not ended/)
    const store = await openSource()
    await store.deleteSession({ projectId: 'default', id: 's00000' })
    await store.close()
    await fill(700, 710)
    const tables = await promote({ file: place.file, url, onProgress: quietly })
    expect(tables.find(({ table }) => table === 'event')?.rows).toBe(709 * 4)
    expect(await visible(await openTarget(url))).toEqual(await visible(await openSource()))
  })

  it('[D7] refuses a target with data of its own, or of another source', async () => {
    await fill(0, 3)
    const url = await newTarget()
    const target = await openTarget(url)
    await target.append([createRequest({ id: 'theirs' }, 2)])
    await target.close()
    await expect(promote({ file: place.file, url, onProgress: quietly })).rejects.toThrow(/has data of its own/)
    const other = await newTarget()
    expect(await promoteUntilKilled(other, 1)).toBe('SIGKILL')
    const elsewhere = await sqliteFile()
    await (await openSqliteStore({ file: elsewhere.file, sync: 'normal' })).close()
    await expect(promote({ file: elsewhere.file, url: other, onProgress: quietly })).rejects.toThrow(/Another database/)
    await elsewhere.remove()
  })

  it('[D7] refuses while a server uses the source, and only reads it', async () => {
    await fill(0, 3)
    const url = await newTarget()
    const store = await openSource()
    await expect(promote({ file: place.file, url, onProgress: quietly })).rejects.toThrow(/is in use by/)
    await store.close()
    await expect(promote({ file: `${place.file}-none`, url, onProgress: quietly })).rejects.toThrow(
      /There is no database/,
    )
  })
})
