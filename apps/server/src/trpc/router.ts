import { createCallerFactory, router } from './procedure.ts'
import { agentProcedures } from './procedures/agent-procedures.ts'
import { checkpointProcedures } from './procedures/checkpoint-procedures.ts'
import { eventProcedures } from './procedures/event-procedures.ts'
import { permissionProcedures } from './procedures/permission-procedures.ts'
import { questionProcedures } from './procedures/question-procedures.ts'
import { runProcedures } from './procedures/run-procedures.ts'
import { sessionProcedures } from './procedures/session-procedures.ts'
import { systemProcedures } from './procedures/system-procedures.ts'
import { toolCallProcedures } from './procedures/tool-call-procedures.ts'

export const procedures = {
  sessions: sessionProcedures,
  runs: runProcedures,
  events: eventProcedures,
  permissions: permissionProcedures,
  questions: questionProcedures,
  toolCalls: toolCallProcedures,
  checkpoints: checkpointProcedures,
  agents: agentProcedures,
  system: systemProcedures,
}

export const appRouter = router(procedures)

/** Calls procedures in this process: what REST does. */
export const createCaller = createCallerFactory(appRouter)
