import type { SqlDialect } from '../sql/sql-dialect.ts'

const isOneOf = 'IN (SELECT value FROM json_each(?))'

export const sqliteDialect: SqlDialect = {
  position: 'instr',
  isOneOf,
  toList: JSON.stringify,
  isOfBlock: (blockIds) => ({ sql: `data ->> '$.blockId' ${isOneOf}`, values: [JSON.stringify(blockIds)] }),
}
