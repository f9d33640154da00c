import { MemoryStore } from '../src/store/memory-store.ts'
import { describeSessionProperties } from '../src/testing/session-properties-suite.ts'

const open = async () => {
  const store = new MemoryStore()
  return { store, close: () => store.close() }
}

describeSessionProperties('memory', open, 120)
