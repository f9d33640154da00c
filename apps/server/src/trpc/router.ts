import type { AnyTRPCProcedure } from '@trpc/server'
import { router } from './procedure.ts'
import { agentProcedures } from './procedures/agent-procedures.ts'
import { attachmentProcedures } from './procedures/attachment-procedures.ts'
import { checkpointProcedures } from './procedures/checkpoint-procedures.ts'
import { eventProcedures } from './procedures/event-procedures.ts'
import { permissionProcedures } from './procedures/permission-procedures.ts'
import { questionProcedures } from './procedures/question-procedures.ts'
import { runProcedures } from './procedures/run-procedures.ts'
import { sessionProcedures } from './procedures/session-procedures.ts'
import { systemProcedures } from './procedures/system-procedures.ts'
import { toolCallProcedures } from './procedures/tool-call-procedures.ts'
import { usageProcedures } from './procedures/usage-procedures.ts'
import { webhookProcedures } from './procedures/webhook-procedures.ts'

export const procedures = {
  sessions: sessionProcedures,
  runs: runProcedures,
  attachments: attachmentProcedures,
  events: eventProcedures,
  permissions: permissionProcedures,
  questions: questionProcedures,
  toolCalls: toolCallProcedures,
  checkpoints: checkpointProcedures,
  agents: agentProcedures,
  usage: usageProcedures,
  webhooks: webhookProcedures,
  system: systemProcedures,
}

export const appRouter = router(procedures)

/** `sessions.create` …: every procedure there is. */
export type ProcedurePath = {
  [Noun in keyof typeof procedures & string]: `${Noun}.${keyof (typeof procedures)[Noun] & string}`
}[keyof typeof procedures & string]

export const procedureAt = (path: ProcedurePath): AnyTRPCProcedure => {
  const [noun = '', verb = ''] = path.split('.')
  const found = (procedures as Record<string, Record<string, AnyTRPCProcedure>>)[noun]?.[verb]
  if (!found) throw new TypeError(`There is no procedure ${path}`)
  return found
}
