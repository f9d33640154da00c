import type { SqlDialect } from '../sql/sql-dialect.ts'

const isOneOf = 'IN (SELECT value FROM json_each(?))'

export const sqliteDialect: SqlDialect = {
  hasWord: (word) => ({
    sql: 'EXISTS (SELECT 1 FROM search_text t WHERE t.sessionId = s.id AND instr(t.words, ?) > 0)',
    values: [` ${word}`],
  }),
  sessionsWithWord: (word) => ({
    sql: `SELECT t.sessionId AS id FROM search_index i JOIN search_text t ON t.id = i.rowid WHERE search_index MATCH ?`,
    values: [`"${word}"*`],
  }),
  isOneOf,
  toList: JSON.stringify,
  isOfBlock: (blockIds) => ({ sql: `data ->> '$.blockId' ${isOneOf}`, values: [JSON.stringify(blockIds)] }),
}
