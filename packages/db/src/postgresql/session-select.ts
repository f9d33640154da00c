/** The columns of a session's two rows and its tags, as `fromSessionRow` takes them. */
export const sessionColumns = `s.*, d.*,
  (SELECT coalesce(json_agg(t.tag), '[]')::text FROM tag t WHERE t."sessionId" = s.id) AS tags`

export const fromSessions = 'FROM session s JOIN session_detail d ON d."sessionId" = s.id'

export const selectSession = `SELECT ${sessionColumns} ${fromSessions}`
