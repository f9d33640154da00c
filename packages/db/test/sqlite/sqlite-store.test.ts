import { describeDurableStore, describeSessionStore } from '@sojourn/core/testing/session-store-suite'
import { openSqliteStore } from '../../src/sqlite/open-sqlite-store.ts'
import { sqliteFile } from './sqlite-file.ts'

const open = async () => {
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

describeSessionStore('sqlite', open)
describeDurableStore('sqlite', open)
