import pg from 'pg'

const { CHAR, BPCHAR } = pg.types.builtins

/**
 * Connections for drafting migrations: Prisma's engine reads PostgreSQL's catalogue then, whose columns of the type
 * "char" (one byte) Prisma's adapter does not know. It is told that they are of the type char(1), which it knows.
 */
export const openCataloguePool = (connectionString: string): pg.Pool => {
  const pool = new pg.Pool({ connectionString })
  const query = pool.query.bind(pool) as (...args: readonly unknown[]) => Promise<pg.QueryResult>
  const queryAsText = async (...args: readonly unknown[]): Promise<pg.QueryResult> => {
    const result = await query(...args)
    for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = BPCHAR
    return result
  }
  return Object.assign(pool, { query: queryAsText })
}
