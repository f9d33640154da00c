import type { SqlDialect } from '../sql/sql-dialect.ts'

export const sqliteDialect: SqlDialect = {
  position: 'instr',
  isOneOf: 'IN (SELECT value FROM json_each(?))',
  blockId: "data ->> '$.blockId'",
  encodeBlockId: (blockId) => blockId,
}
