import { systemInfo } from '@sojourn/contract/system'
import { procedure } from '../procedure.ts'

export const systemProcedures = {
  info: procedure
    .meta({ summary: 'Say what this server is and what it is doing' })
    .output(systemInfo)
    .query(({ ctx }) => ctx.runtime.system.info()),
}
