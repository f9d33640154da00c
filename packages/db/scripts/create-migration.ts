import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { draftMigration } from '../src/prisma/draft-migration.ts'
import { schemaFolder } from '../src/prisma/migrations.ts'

// Writes the migration that leads from the newest one to the models: pnpm --filter @sojourn/db migration <name>

const { positionals } = parseArgs({ allowPositionals: true })
const [name] = positionals
if (name === undefined) throw new Error('Name the migration: pnpm --filter @sojourn/db migration add_something')

const folder = schemaFolder('sqlite')
const scratch = await mkdtemp(join(tmpdir(), 'sojourn-migration-'))
const sql = await draftMigration(folder, new PrismaBetterSqlite3({ url: `file:${join(scratch, 'scratch.db')}` }))
await rm(scratch, { recursive: true })
if (sql === '') {
  process.stdout.write('The migrations lead to the models already.\n')
} else {
  const time = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const target = new URL(`${time}_${name}/`, folder.migrations)
  await mkdir(target, { recursive: true })
  await writeFile(new URL('migration.sql', target), sql)
  process.stdout.write(`Wrote ${target.pathname}migration.sql: read it before you commit it.\n`)
}
