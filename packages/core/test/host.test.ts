import { openLocalHost } from '../src/testing/local-host.ts'
import { sessionHostSuite } from '../src/testing/session-host-suite.ts'

sessionHostSuite('LocalSessionHost', openLocalHost)
