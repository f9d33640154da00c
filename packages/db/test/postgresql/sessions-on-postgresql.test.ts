import { describeRecovery } from '@sojourn/core/testing/recovery-suite'
import { describeSessionProperties } from '@sojourn/core/testing/session-properties-suite'
import { openEmptied, usePostgresql } from './use-postgresql.ts'

const open = openEmptied(usePostgresql())

describeRecovery('postgresql', open)
describeSessionProperties('postgresql', open, 10)
