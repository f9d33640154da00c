/** A session's two rows and its tags, as `fromSessionRow` takes them. */
export const selectSession = `SELECT s.*, d.*,
    (SELECT json_group_array(tag) FROM tag WHERE tag.sessionId = s.id) AS tags
  FROM session s JOIN session_detail d ON d.sessionId = s.id`
