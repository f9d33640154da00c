import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of its own for a database, and how to remove it. */
export const sqliteFile = async (): Promise<{ folder: string; file: string; remove: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-db-'))
  return {
    folder,
    file: join(folder, 'data', 'sojourn.db'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
