import { describeDurableStore, describeSessionStore } from '@sojourn/core/testing/session-store-suite'
import { openEmptied, usePostgresql } from './use-postgresql.ts'

const open = openEmptied(usePostgresql())

describeSessionStore('postgresql', open)
describeDurableStore('postgresql', open)
