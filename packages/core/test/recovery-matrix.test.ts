import { MemoryStore } from '../src/store/memory-store.ts'
import { describeRecovery } from '../src/testing/recovery-suite.ts'

describeRecovery('memory', async () => {
  const store = new MemoryStore()
  return { store, close: () => store.close() }
})
