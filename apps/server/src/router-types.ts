import type { TRPCBuiltRouter } from '@trpc/server'
import type { ErrorShape, ProcedureMeta } from './trpc/procedure.ts'
import type { procedures } from './trpc/router.ts'

/**
 * The procedures as a client sees them. The server's own context is left out, so that nothing of the server's inside
 * (store, runtime) gets into a client's types.
 */
export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: ProcedureMeta; errorShape: ErrorShape; transformer: false },
  typeof procedures
>
