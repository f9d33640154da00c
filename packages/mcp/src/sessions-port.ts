import type { Agent, ListAgentsInput } from '@sojourn/contract/agent'
import type { SessionEvent } from '@sojourn/contract/event'
import type { EventPage, ListEventsInput } from '@sojourn/contract/event-query'
import type { Page } from '@sojourn/contract/page'
import type { AnswerPermissionInput, ListPermissionsInput, Permission } from '@sojourn/contract/permission'
import type { AnswerQuestionInput, ListQuestionsInput, Question } from '@sojourn/contract/question'
import type { CancelRunInput, Run, SubmitRunInput, SubmittedRun } from '@sojourn/contract/run'
import type {
  CreateSessionInput,
  ListSessionsInput,
  ResolveSessionInput,
  Session,
  SessionRef,
  SessionSummary,
} from '@sojourn/contract/session'

type Procedure<Input, Output> = (input: Input, options: { signal: AbortSignal }) => Promise<Output>

/**
 * What the tools need of Sojourn, whether it is in this process or behind the SDK. Procedures throw SojournErrors; the
 * signal stops waiting for an answer, not what has been begun.
 */
export interface SessionsPort {
  create: Procedure<CreateSessionInput, Session>
  resolve: Procedure<ResolveSessionInput, Session>
  get: Procedure<SessionRef, Session>
  list: Procedure<ListSessionsInput, Page<SessionSummary>>
  /** Cancels the executing run, if any. */
  terminate: Procedure<SessionRef, SubmittedRun>
  submit: Procedure<SubmitRunInput, SubmittedRun>
  run: Procedure<{ runId: string }, Run>
  cancelRun: Procedure<CancelRunInput, Run>
  events: Procedure<ListEventsInput, EventPage>
  /** The log after a seq, replayed and then live; ends with the signal. */
  follow(input: { sessionId: string; after: number }, signal: AbortSignal): AsyncIterable<SessionEvent>
  permissions: Procedure<ListPermissionsInput, Page<Permission>>
  answerPermission: Procedure<AnswerPermissionInput, Permission>
  questions: Procedure<ListQuestionsInput, Page<Question>>
  answerQuestion: Procedure<AnswerQuestionInput, Question>
  agents: Procedure<ListAgentsInput, Page<Agent>>
}
