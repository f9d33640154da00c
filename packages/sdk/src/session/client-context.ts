import type { AttachmentsApi } from '../nouns/attachments.ts'
import type { Caller } from '../nouns/call.ts'
import type { CheckpointsApi } from '../nouns/checkpoints.ts'
import type { EventsApi } from '../nouns/events.ts'
import type { PermissionsApi } from '../nouns/permissions.ts'
import type { QuestionsApi } from '../nouns/questions.ts'
import type { RunsApi } from '../nouns/runs.ts'
import type { SessionProcedures } from '../nouns/sessions.ts'
import type { ToolCallsApi } from '../nouns/tool-calls.ts'

/** What handles need of the client that made them. */
export interface ClientContext extends Caller {
  sessions: SessionProcedures
  runs: RunsApi
  events: EventsApi
  permissions: PermissionsApi
  questions: QuestionsApi
  toolCalls: ToolCallsApi
  checkpoints: CheckpointsApi
  attachments: AttachmentsApi
}
