import type { AttachmentStore, SessionAttachment } from '@sojourn/core/ports/attachment-store'
import {
  collectContent,
  contentsOfSession,
  insertContent,
  linkUpload,
  selectAttachments,
  selectContent,
  surplusUploads,
  unlinkUpload,
} from '../sql/attachment-statements.ts'
import { answered, type PostgresqlDatabase, type Statements } from './postgresql-database.ts'
import { numbered } from './postgresql-dialect.ts'

const heldSession = 'SELECT 1 FROM session WHERE id = $1 AND "projectId" = $2 FOR KEY SHARE'
const heldContents = `SELECT id FROM attachment WHERE "projectId" = $1 AND id = ANY ($2::text[]) ORDER BY id FOR UPDATE`

/** Keeps everybody else from beginning or ceasing to have these contents until the transaction ends. */
const holdContents = async (statements: Statements, projectId: string, ids: readonly string[]): Promise<void> => {
  await statements.rows(heldContents, projectId, ids)
}

const collect = async (statements: Statements, projectId: string, ids: readonly string[]): Promise<void> => {
  for (const id of ids) await statements.rows(numbered(collectContent), projectId, id)
}

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id)

/**
 * Removes the session with `remove`, and the contents that no other session has. Of two that remove the last sessions of
 * a content at once, the second waits for the first and sees that nobody has it.
 */
export const removeWithContents = (
  database: PostgresqlDatabase,
  { projectId, id }: { projectId: string; id: string },
  remove: (statements: Statements) => Promise<boolean>,
): Promise<boolean> =>
  database.transaction(async (statements) => {
    const ids = idsOf(await statements.rows<{ id: string }>(numbered(contentsOfSession), id, projectId))
    await holdContents(statements, projectId, ids)
    const isRemoved = await remove(statements)
    if (isRemoved) await collect(statements, projectId, ids)
    return isRemoved
  })

/** Contents of inputs and blocks. Appends write theirs in the statement of the flush. */
export const attachmentStore = (database: PostgresqlDatabase): AttachmentStore => ({
  readAttachment: ({ projectId, sessionId, attachmentId }) =>
    answered(async () => {
      const values = [sessionId, projectId, attachmentId]
      const [row] = await database.rows<{ data: Uint8Array }>(numbered(selectContent), ...values)
      return row?.data ?? null
    }),

  listAttachments: ({ projectId, sessionId, ids }) =>
    answered(async () => {
      const rows = await database.rows<SessionAttachment>(numbered(selectAttachments), sessionId, projectId)
      return ids === undefined ? rows : rows.filter(({ attachmentId }) => ids.includes(attachmentId))
    }),

  putAttachment: ({ projectId, sessionId, content, createdAt, keep }) =>
    answered(() =>
      database.transaction(async (statements) => {
        if ((await statements.rows(heldSession, sessionId, projectId)).length === 0) return false
        const { id, data } = content
        await statements.rows(numbered(insertContent), projectId, id, data.length, data)
        await statements.rows(numbered(linkUpload), sessionId, id, projectId, createdAt)
        const surplus = idsOf(await statements.rows<{ id: string }>(numbered(surplusUploads), sessionId, keep))
        if (surplus.length === 0) return true
        await holdContents(statements, projectId, surplus)
        for (const attachmentId of surplus) await statements.rows(numbered(unlinkUpload), sessionId, attachmentId)
        await collect(statements, projectId, surplus)
        return true
      }),
    ),
})
