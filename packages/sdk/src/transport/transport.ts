import type { FollowBatch, FollowEventsInput } from '@sojourn/contract/event-query'
import type { CommittedSession } from '@sojourn/contract/session'
import type { ExportSessionInput } from '@sojourn/contract/session-transfer'
import type { SessionChange } from '../nouns/sessions.ts'

/** One procedure to call, by the name it has on every interface: `runs.submit`. */
export interface ProcedureCall {
  procedure: string
  kind: 'query' | 'mutation'
  input: unknown
  /** Repeating a call with the same key gives the first answer again. */
  idempotencyKey?: string | undefined
  signal?: AbortSignal | undefined
}

/**
 * How the client reaches a server. A transport tries once and holds no state between calls: repeating, reconnecting and
 * the cursor are the client's. Failures are SojournErrors; an aborted call or stream throws the signal's reason.
 */
export interface Transport {
  call(request: ProcedureCall): Promise<unknown>
  /** One connection to a session's log after `input.after`; ends when the server ends it. */
  follow(input: FollowEventsInput, signal: AbortSignal): AsyncIterable<FollowBatch>
  /** One connection to what changes in all sessions, from now on. */
  changes(signal: AbortSignal): AsyncIterable<SessionChange[]>
  /** The lines of a session's export, without their line feeds. One that breaks off throws instead of ending early. */
  export(input: ExportSessionInput, signal: AbortSignal): AsyncIterable<string>
  /** Sends the lines of an export as they come; answers with the session that they have made. */
  import(input: ImportLines, signal: AbortSignal | undefined): Promise<CommittedSession>
}

export interface ImportLines {
  /** Id of the new session; default: the one that its events name. */
  id?: string | undefined
  /** The lines of an export, without their line feeds. */
  lines: AsyncIterable<string> | Iterable<string>
}
