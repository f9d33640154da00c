import { MemoryStore } from '../../src/store/memory-store.ts'
import { describeSessionStore } from '../../src/testing/session-store-suite.ts'

describeSessionStore('memory', async () => {
  const store = new MemoryStore()
  return { store, close: () => store.close() }
})
