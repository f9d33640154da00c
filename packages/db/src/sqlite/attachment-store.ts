import type { AttachmentStore, SessionAttachment, Upload } from '@sojourn/core/ports/attachment-store'
import type { AttachmentRecord } from '@sojourn/core/ports/records'
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
import { toUnavailable } from '../unavailable.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/** Call within a transaction. One that is there already stays. */
export const storeContent = (database: SqliteDatabase, projectId: string, { id, data }: AttachmentRecord): void => {
  database.run(insertContent, projectId, id, data.length, data)
}

/** Removes the session with `remove`, and the contents that no other session has. Call within a transaction. */
export const removeWithContents = (
  database: SqliteDatabase,
  { projectId, id }: { projectId: string; id: string },
  remove: () => boolean,
): boolean => {
  const contents = database.rows<{ id: string }>(contentsOfSession, id, projectId)
  const isRemoved = remove()
  if (isRemoved) for (const content of contents) database.run(collectContent, projectId, content.id)
  return isRemoved
}

/** Contents of inputs and blocks, each in one step of the event loop. */
export const attachmentStore = (database: SqliteDatabase): AttachmentStore => {
  const put = ({ projectId, sessionId, content, createdAt, keep }: Upload): boolean => {
    const session = database.row('SELECT 1 FROM session WHERE id = ? AND projectId = ?', sessionId, projectId)
    if (session === undefined) return false
    storeContent(database, projectId, content)
    database.run(linkUpload, sessionId, content.id, projectId, createdAt)
    for (const { id } of database.rows<{ id: string }>(surplusUploads, sessionId, keep)) {
      database.run(unlinkUpload, sessionId, id)
      database.run(collectContent, projectId, id)
    }
    return true
  }

  const answer = async <Result>(work: () => Result): Promise<Result> => {
    try {
      return work()
    } catch (error) {
      throw toUnavailable(error)
    }
  }

  return {
    readAttachment: ({ projectId, sessionId, attachmentId }) =>
      answer(() => database.row<{ data: Uint8Array }>(selectContent, sessionId, projectId, attachmentId)?.data ?? null),

    listAttachments: ({ projectId, sessionId, ids }) =>
      answer(() => {
        const rows = database.rows<SessionAttachment>(selectAttachments, sessionId, projectId)
        return ids === undefined ? rows : rows.filter(({ attachmentId }) => ids.includes(attachmentId))
      }),

    putAttachment: (upload) => answer(() => database.transaction(() => put(upload))),
  }
}
