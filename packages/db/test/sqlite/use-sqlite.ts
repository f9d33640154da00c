import { openSqliteStore } from '../../src/sqlite/open-sqlite-store.ts'
import { sqliteFile } from './sqlite-file.ts'

/** A store in a new file. */
export const openNewFile = async () => {
  const { file, remove } = await sqliteFile()
  const openFile = () => openSqliteStore({ file, sync: 'normal' })
  let store = await openFile()
  return {
    store,
    reopen: async () => {
      await store.close()
      store = await openFile()
      return store
    },
    close: async () => {
      await store.close()
      await remove()
    },
  }
}
