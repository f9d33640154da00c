import type { SqlDialect } from '../sql/sql-dialect.ts'
import { toStoredText } from './stored-text.ts'

const toList = (texts: readonly string[]): string => JSON.stringify(texts.map(toStoredText))

/** Words hold neither quotes nor backslashes. */
const toPrefixQuery = (word: string): string => `'${word}':*`

export const postgresqlDialect: SqlDialect = {
  // As a value, because PostgreSQL would make a join of EXISTS and look up every session that has the word.
  hasWord: (word) => ({
    sql: 'coalesce((SELECT true FROM search_text t WHERE t."sessionId" = s.id AND t.words @@ ?::tsquery LIMIT 1), false)',
    values: [toPrefixQuery(word)],
  }),
  sessionsWithWord: (word) => ({
    sql: 'SELECT "sessionId" AS id FROM search_text WHERE words @@ ?::tsquery',
    values: [toPrefixQuery(word)],
  }),
  isOneOf: '= ANY (SELECT json_array_elements_text(?::json))',
  toList,
  // By its letters: PostgreSQL does not parse JSON with a \u0000 in it. Within a text the quotes would be escaped.
  isOfBlock: (blockIds) => ({
    sql: 'EXISTS (SELECT 1 FROM json_array_elements_text(?::json) AS kept(part) WHERE strpos(data, kept.part) > 0)',
    values: [toList(blockIds.map((blockId) => `"blockId":${JSON.stringify(blockId)}`))],
  }),
}

/** PostgreSQL's placeholders instead of question marks; `sql` must have no others. */
export const numbered = (sql: string): string => {
  let count = 0
  return sql.replaceAll('?', () => {
    count += 1
    return `$${count}`
  })
}
