import type { Access, Database, DatabasePlace } from './database.ts'

/** Opens the database that is there, loading only what it needs. With `alone`, it may be written unless `readonly`. */
export const openDatabase = async (
  place: DatabasePlace,
  { access, readonly = access === 'read' }: { access: Access; readonly?: boolean },
): Promise<Database> => {
  const alone = access === 'alone'
  if (place.type === 'sqlite') {
    const { connectSqlite } = await import('./sqlite-connection.ts')
    return connectSqlite({ file: place.file, alone, readonly })
  }
  const { connectPostgresql } = await import('./postgresql-connection.ts')
  return connectPostgresql({ url: place.url, alone, readonly })
}
