import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { migrationList, readMigrations, type SchemaFolder } from './migrations.ts'
import { outsideTheModels, withSchemaEngine } from './schema-engine.ts'

/**
 * The SQL that leads from the newest migration to the models, '' when they agree. The factory's database must be an
 * empty scratch one: the existing migrations run on it.
 */
export const draftMigration = async (
  folder: SchemaFolder,
  factory: SqlMigrationAwareDriverAdapterFactory,
): Promise<string> => {
  const migrationsList = migrationList(folder, await readMigrations(folder))
  const filters = outsideTheModels(folder.provider)
  const files = await Promise.all(
    [folder.datasource, folder.models].map(async (file) => ({
      path: fileURLToPath(file),
      content: await readFile(file, 'utf8'),
    })),
  )
  return withSchemaEngine(folder.datasource, factory, async (engine) => {
    await engine.applyMigrations({ migrationsList, filters })
    const diff = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: fileURLToPath(new URL('.', folder.datasource)) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters,
    })
    const sql = diff.stdout ?? ''
    return sql.includes('This is an empty migration') ? '' : sql
  })
}
