import { describeDurableStore, describeSessionStore } from '@sojourn/core/testing/session-store-suite'
import { openNewFile } from './use-sqlite.ts'

describeSessionStore('sqlite', openNewFile)
describeDurableStore('sqlite', openNewFile)
