import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import { openCataloguePool } from '../src/postgresql/catalogue-pool.ts'
import { draftMigration } from '../src/prisma/draft-migration.ts'
import { type Provider, schemaFolder } from '../src/prisma/migrations.ts'
import { openPostgresqlServer } from '../src/testing/throw-away-postgresql.ts'

// Writes the migrations that lead from the newest ones to the models: pnpm --filter @sojourn/db migration <name>

const draftForSqlite = async (): Promise<string> => {
  const scratch = await mkdtemp(join(tmpdir(), 'sojourn-migration-'))
  const adapter = new PrismaBetterSqlite3({ url: `file:${join(scratch, 'scratch.db')}` })
  const sql = await draftMigration(schemaFolder('sqlite'), adapter)
  await rm(scratch, { recursive: true })
  return sql
}

const draftForPostgresql = async (): Promise<string> => {
  await using server = await openPostgresqlServer()
  await using database = await server.createDatabase()
  const pool = openCataloguePool(database.url)
  const sql = await draftMigration(schemaFolder('postgresql'), new PrismaPg(pool))
  await pool.end()
  // Prisma has no word for it: texts sort by their bytes, whatever the database's locale (docs/decisions/0010).
  return sql.replaceAll(/("\w+" )TEXT\b/g, '$1TEXT COLLATE "C"')
}

const write = async (provider: Provider, sql: string, folderName: string): Promise<void> => {
  if (sql === '') {
    process.stdout.write(`The migrations for ${provider} lead to the models already.\n`)
    return
  }
  const target = new URL(`${folderName}/`, schemaFolder(provider).migrations)
  await mkdir(target, { recursive: true })
  await writeFile(new URL('migration.sql', target), sql)
  process.stdout.write(`Wrote ${target.pathname}migration.sql: read it before you commit it.\n`)
}

const { positionals } = parseArgs({ allowPositionals: true })
const [name] = positionals
if (name === undefined) throw new Error('Name the migration: pnpm --filter @sojourn/db migration add_something')

const time = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
await write('sqlite', await draftForSqlite(), `${time}_${name}`)
await write('postgresql', await draftForPostgresql(), `${time}_${name}`)
