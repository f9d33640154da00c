import type { SqlDialect } from '../sql/sql-dialect.ts'

export const postgresqlDialect: SqlDialect = {
  position: 'strpos',
  isOneOf: '= ANY (SELECT json_array_elements_text(?::json))',
  // As JSON: taken as a text, PostgreSQL would unescape all of `data`, and refuse it when there is a \u0000 in it.
  blockId: "(data::json -> 'blockId')::text",
  encodeBlockId: (blockId) => JSON.stringify(blockId),
}

/** PostgreSQL's placeholders instead of question marks; `sql` must have no others. */
export const numbered = (sql: string): string => {
  let count = 0
  return sql.replaceAll('?', () => {
    count += 1
    return `$${count}`
  })
}
