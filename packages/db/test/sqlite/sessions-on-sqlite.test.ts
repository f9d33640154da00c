import { describeRecovery } from '@sojourn/core/testing/recovery-suite'
import { describeSessionProperties } from '@sojourn/core/testing/session-properties-suite'
import { openNewFile } from './use-sqlite.ts'

describeRecovery('sqlite', openNewFile)
describeSessionProperties('sqlite', openNewFile, 25)
