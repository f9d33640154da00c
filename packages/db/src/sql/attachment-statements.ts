// What both databases are asked about contents. Quoted names and question marks, as both take them.

/** Values: project, id, size, data. */
export const insertContent =
  'INSERT INTO attachment ("projectId", id, size, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'

/** An upload: it counts from its last time, as long as no event names it. Values: session, content, project, time. */
export const linkUpload = `INSERT INTO session_attachment ("sessionId", "attachmentId", "projectId", "createdAt")
  VALUES (?, ?, ?, ?) ON CONFLICT ("sessionId", "attachmentId")
  DO UPDATE SET "createdAt" = excluded."createdAt" WHERE session_attachment.seq IS NULL`

/** Uploads beyond those that a session keeps. Values: session, how many it keeps. */
export const surplusUploads = `SELECT "attachmentId" AS id FROM session_attachment
  WHERE "sessionId" = ? AND seq IS NULL ORDER BY "createdAt" DESC, "attachmentId" DESC LIMIT 1000000 OFFSET ?`

/** Values: session, content. */
export const unlinkUpload =
  'DELETE FROM session_attachment WHERE "sessionId" = ? AND "attachmentId" = ? AND seq IS NULL'

/** Values: session, project. */
export const contentsOfSession =
  'SELECT "attachmentId" AS id FROM session_attachment WHERE "sessionId" = ? AND "projectId" = ? ORDER BY "attachmentId"'

/** Removes a content that no session has any more. Values: project, id. */
export const collectContent = `DELETE FROM attachment WHERE "projectId" = ? AND id = ? AND NOT EXISTS (
  SELECT 1 FROM session_attachment l WHERE l."projectId" = attachment."projectId" AND l."attachmentId" = attachment.id)`

const ofSession = `session_attachment l JOIN attachment a ON a."projectId" = l."projectId" AND a.id = l."attachmentId"
  WHERE l."sessionId" = ? AND l."projectId" = ?`

/** Values: session, project, content. */
export const selectContent = `SELECT a.data FROM ${ofSession} AND l."attachmentId" = ?`

/** Values: session, project. */
export const selectAttachments = `SELECT l."attachmentId", l.seq, a.size FROM ${ofSession}`
