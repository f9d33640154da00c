import { type AgentsApi, agentKinds } from './nouns/agents.ts'
import { type AttachmentsApi, attachmentKinds } from './nouns/attachments.ts'
import { bindNoun, type Caller } from './nouns/call.ts'
import { type CheckpointsApi, checkpointKinds } from './nouns/checkpoints.ts'
import { type EventsApi, eventKinds } from './nouns/events.ts'
import { type PermissionsApi, permissionKinds } from './nouns/permissions.ts'
import { type QuestionsApi, questionKinds } from './nouns/questions.ts'
import { type RunsApi, runKinds } from './nouns/runs.ts'
import { type SessionProcedures, type SessionsApi, sessionKinds } from './nouns/sessions.ts'
import { type SystemApi, type SystemProcedures, systemKinds } from './nouns/system.ts'
import { type ToolCallsApi, toolCallKinds } from './nouns/tool-calls.ts'
import { exportedLines } from './nouns/transfer.ts'
import { type UsageApi, usageKinds } from './nouns/usage.ts'
import { type WebhooksApi, webhookKinds } from './nouns/webhooks.ts'
import type { ClientContext } from './session/client-context.ts'
import { openSession } from './session/open-session.ts'
import type { SessionHandle } from './session/session-handle.ts'
import { type Backoff, defaultBackoff } from './stream/backoff.ts'
import { follow } from './stream/follow.ts'
import { type HttpTransportOptions, httpTransport } from './transport/http-transport.ts'
import type { Transport } from './transport/transport.ts'

interface RetryOptions {
  /**
   * Repetitions of a call whose answer the network lost, where repeating is safe, and of connecting a stream to a server
   * that has never answered; default 2. To a server that has answered once, streams connect for as long as they are wanted.
   */
  retries?: number | undefined
  /** Waits between tries; default: from 100 ms, doubling, to 5 s. */
  backoff?: Partial<Backoff> | undefined
}

/** Where the server is, or a transport of your own. */
export type SojournOptions = RetryOptions &
  ((HttpTransportOptions & { transport?: undefined }) | { transport: Transport })

export interface Sojourn {
  sessions: SessionsApi
  runs: RunsApi
  events: EventsApi
  permissions: PermissionsApi
  questions: QuestionsApi
  toolCalls: ToolCallsApi
  checkpoints: CheckpointsApi
  attachments: AttachmentsApi
  agents: AgentsApi
  usage: UsageApi
  webhooks: WebhooksApi
  system: SystemApi
  /** A handle on a session whose id you know; makes no call. */
  session(id: string): SessionHandle<null>
}

const defaultRetries = 2

/**
 * A client of one server. It keeps no connection open and needs no closing; streams end with their signal or when
 * their iteration is left. Errors are SojournErrors; an aborted call rejects with its signal's reason.
 */
export const createSojourn = (options: SojournOptions): Sojourn => {
  const transport = options.transport ?? httpTransport(options)
  const backoff = { ...defaultBackoff, ...options.backoff }
  const caller: Caller = { transport, backoff, retries: options.retries ?? defaultRetries, contact: { made: false } }
  const context: ClientContext = {
    ...caller,
    sessions: bindNoun<SessionProcedures>(caller, 'sessions', sessionKinds),
    runs: bindNoun<RunsApi>(caller, 'runs', runKinds),
    events: bindNoun<EventsApi>(caller, 'events', eventKinds),
    permissions: bindNoun<PermissionsApi>(caller, 'permissions', permissionKinds),
    questions: bindNoun<QuestionsApi>(caller, 'questions', questionKinds),
    toolCalls: bindNoun<ToolCallsApi>(caller, 'toolCalls', toolCallKinds),
    checkpoints: bindNoun<CheckpointsApi>(caller, 'checkpoints', checkpointKinds),
    attachments: bindNoun<AttachmentsApi>(caller, 'attachments', attachmentKinds),
  }
  const { runs, events, permissions, questions, toolCalls, checkpoints, attachments } = context
  return {
    sessions: sessionsOf(context),
    runs,
    events,
    permissions,
    questions,
    toolCalls,
    checkpoints,
    attachments,
    agents: bindNoun<AgentsApi>(caller, 'agents', agentKinds),
    usage: bindNoun<UsageApi>(caller, 'usage', usageKinds),
    webhooks: bindNoun<WebhooksApi>(caller, 'webhooks', webhookKinds),
    system: systemOf(caller),
    session: (id) => openSession(context, { id, snapshot: null }),
  }
}

const systemOf = (caller: Caller): SystemApi => {
  const system = bindNoun<SystemProcedures>(caller, 'system', systemKinds)
  return { ...system, operations: (input, options) => system.operations(input ?? {}, options) }
}

const sessionsOf = (context: ClientContext): SessionsApi => {
  const { sessions } = context
  return {
    ...sessions,
    async create(input, options) {
      const snapshot = await sessions.create(input ?? {}, options)
      return openSession(context, { id: snapshot.id, snapshot })
    },
    async resolve(input, options) {
      const snapshot = await sessions.resolve(input, options)
      return openSession(context, { id: snapshot.id, snapshot })
    },
    async fork(input, options) {
      const snapshot = await sessions.fork(input, options)
      return openSession(context, { id: snapshot.id, snapshot })
    },
    export: (input, options) => exportedLines(context, input, options),
    async import({ id, lines }, options) {
      const snapshot =
        typeof lines === 'object'
          ? await context.transport.import({ id, lines }, options?.signal)
          : await sessions.import({ id, lines }, options)
      return openSession(context, { id: snapshot.id, snapshot })
    },
    changes: (options = {}) =>
      follow({
        connect: (signal) => context.transport.changes(signal),
        backoff: context.backoff,
        retries: context.retries,
        contact: context.contact,
        options,
      }),
  }
}
