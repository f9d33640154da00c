import type { SqlSession } from '../inspection/database.ts'
import { insertContent } from '../sql/attachment-statements.ts'
import type { Databases } from './copy-sessions.ts'

interface Key {
  projectId: string
  id: string
}

const keysPerPage = 1_000
const byKey = '"projectId" = ? AND id = ?'

async function* keyPages(database: SqlSession): AsyncGenerator<Key[]> {
  const sql = `SELECT "projectId", id FROM attachment WHERE ("projectId", id) > (?, ?)
    ORDER BY "projectId", id LIMIT ${keysPerPage}`
  for (let after = ['', '']; ; ) {
    const page = await database.rows<Key>(sql, ...after)
    yield page
    const last = page.at(-1)
    if (!last || page.length < keysPerPage) return
    after = [last.projectId, last.id]
  }
}

/** The keys that `there` does not have. */
const missingIn = async (there: SqlSession, keys: readonly Key[]): Promise<Key[]> => {
  const missing: Key[] = []
  for (const key of keys) {
    const found = await there.rows(`SELECT 1 FROM attachment WHERE ${byKey}`, key.projectId, key.id)
    if (found.length === 0) missing.push(key)
  }
  return missing
}

/** Copies the contents of attachments that the target does not have, one by one: each may be large, and none ever changes. */
export const copyContents = async ({ source, target }: Databases): Promise<void> => {
  for await (const page of keyPages(source)) {
    for (const { projectId, id } of await missingIn(target, page)) {
      const sql = `SELECT size, data FROM attachment WHERE ${byKey}`
      for (const { size, data } of await source.rows<{ size: number; data: Uint8Array }>(sql, projectId, id)) {
        await target.rows(insertContent, projectId, id, size, data)
      }
    }
  }
}

/** Removes the contents that the source no longer has, once no session of the target has them either. */
export const removeVanishedContents = async ({ source, target }: Databases): Promise<void> => {
  for await (const page of keyPages(target)) {
    for (const { projectId, id } of await missingIn(source, page)) {
      await target.rows(`DELETE FROM attachment WHERE ${byKey}`, projectId, id)
    }
  }
}
