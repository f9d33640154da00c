import { SojournError } from '@sojourn/contract/error'
import { promotionTable } from '../postgresql/bring-up-to-date.ts'
import type { Databases } from './copy-sessions.ts'
import type { Table } from './tables.ts'

/** Of a SQLite database, made when it was: the id of its first migration. */
const sourceId = async ({ source }: Pick<Databases, 'source'>): Promise<string> => {
  const [row] = await source.rows<{ id: string }>('SELECT id FROM _prisma_migrations ORDER BY migration_name LIMIT 1')
  return row?.id ?? ''
}

const refuse = (message: string): SojournError => new SojournError('STORE_UNAVAILABLE', message)

/**
 * Notes in the target what is being copied into it, so that no server starts on half a copy and another attempt may go
 * on. Refused when the target has data of its own, or of another source.
 */
export const beginPromotion = async ({ source, target }: Databases, tables: readonly Table[]): Promise<void> => {
  const id = await sourceId({ source })
  await target.transaction(async () => {
    if ((await target.tables()).includes(promotionTable)) {
      const [mark] = await target.rows<{ source: string }>(`SELECT source FROM ${promotionTable}`)
      if (mark?.source === id) return
      throw refuse('Another database is being promoted into this one: finish that, or use an empty database')
    }
    for (const { name } of tables) {
      const [row] = await target.rows(`SELECT 1 FROM "${name}" LIMIT 1`)
      if (row) throw refuse(`The database has data of its own (in ${name}): promote into an empty one`)
    }
    await target.rows(`CREATE TABLE ${promotionTable} (source TEXT NOT NULL)`)
    await target.rows(`INSERT INTO ${promotionTable} (source) VALUES (?)`, id)
  })
}

/** From now on servers may use the target. */
export const endPromotion = async ({ target }: Databases): Promise<void> => {
  await target.rows(`DROP TABLE ${promotionTable}`)
}
