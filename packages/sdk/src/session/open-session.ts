import { SojournError } from '@sojourn/contract/error'
import type { SessionEvent } from '@sojourn/contract/event'
import type { RunInput, SubmittedRun } from '@sojourn/contract/run'
import type { Session } from '@sojourn/contract/session'
import { emptyTranscript, reduceTranscript, type Transcript } from '@sojourn/contract/transcript'
import type { CallOptions } from '../nouns/call.ts'
import { exportedLines } from '../nouns/transfer.ts'
import type { FollowOptions } from '../stream/follow.ts'
import { type EventsOptions, pages, sessionEvents } from '../stream/session-events.ts'
import { fromBase64, toBase64 } from './base64.ts'
import type { ClientContext } from './client-context.ts'
import { onPermission, onQuestion } from './pending-requests.ts'
import { openRun, type RunHandle, sentRun } from './run-handle.ts'
import type { AnswerOptions, ApproveOptions, SendOptions, SessionHandle } from './session-handle.ts'

/** A handle on the session with this id; `snapshot` is what a call has just answered, or null. */
export const openSession = <Snapshot extends Session | null>(
  context: ClientContext,
  { id, snapshot }: { id: string; snapshot: Snapshot },
): SessionHandle<Snapshot> => ({
  id,
  snapshot,
  ...runsOf(context, id),
  ...filesOf(context, id),
  ...logOf(context, id),
  ...answersOf(context, id),
  ...lifeOf(context, id),
})

type PartOf<Names extends keyof SessionHandle> = Pick<SessionHandle, Names>

const runsOf = (context: ClientContext, sessionId: string): PartOf<'send' | 'run' | 'runs' | 'compact' | 'cancel'> => {
  const opened = ({ runId, position, seq }: SubmittedRun): RunHandle => {
    if (runId === null) throw new SojournError('RUN_NOT_FOUND', 'No run is executing, so there is none to cancel')
    return openRun(context, { id: runId, sessionId, position, seq })
  }
  return {
    send(input: string | RunInput, { signal, idempotencyKey, runAt, ...options }: SendOptions = {}) {
      const request = {
        sessionId,
        input: typeof input === 'string' ? { text: input } : input,
        ...(runAt !== undefined && { runAt: runAt instanceof Date ? runAt.toISOString() : runAt }),
        ...options,
      }
      return sentRun(context.runs.submit(request, { signal, idempotencyKey }).then(opened))
    },
    run: (runId) => openRun(context, { id: runId, sessionId, position: 0, seq: 0 }),
    runs: (input, options) => context.runs.list({ sessionId, ...input }, options),
    compact: (options) => sentRun(context.sessions.compact({ sessionId }, options).then(opened)),
    cancel: (options) => context.sessions.terminate({ sessionId }, options),
  }
}

const filesOf = ({ attachments }: ClientContext, sessionId: string): PartOf<'upload' | 'download'> => ({
  upload: ({ name, mimeType, data }, options) => {
    const file = { sessionId, mimeType, data: toBase64(data), ...(name !== undefined && { name }) }
    return attachments.upload(file, options)
  },
  async download(file, options) {
    if ('data' in file) return fromBase64(file.data)
    return fromBase64((await attachments.get({ sessionId, attachmentId: file.id }, options)).data)
  },
})

const logOf = (
  context: ClientContext,
  sessionId: string,
): PartOf<'events' | 'eventPage' | 'export' | 'transcript' | 'followTranscript'> => ({
  events: (options) => single(sessionEvents(context, sessionId, options ?? {})),
  eventPage: (input, options) => context.events.list({ sessionId, ...input }, options),
  export: (input, options) => exportedLines(context, { sessionId, ...input }, options),
  async transcript({ signal }: CallOptions = {}) {
    let transcript = emptyTranscript
    for await (const page of pages(context.events, { sessionId, after: 0, compactDeltas: true, signal })) {
      transcript = reduceTranscript(page, transcript)
    }
    return transcript
  },
  followTranscript: (options) => transcripts(context, sessionId, options),
})

async function* single(batches: AsyncIterable<SessionEvent[]>): AsyncGenerator<SessionEvent, void> {
  for await (const batch of batches) yield* batch
}

async function* transcripts(
  context: ClientContext,
  sessionId: string,
  options: FollowOptions = {},
): AsyncGenerator<Transcript, void> {
  let transcript = emptyTranscript
  const following: EventsOptions = { ...options, compactDeltas: true }
  for await (const batch of sessionEvents(context, sessionId, following)) {
    transcript = reduceTranscript(batch, transcript)
    yield transcript
  }
}

const answersOf = (
  context: ClientContext,
  sessionId: string,
): PartOf<'onPermission' | 'onQuestion' | 'approve' | 'deny' | 'answer' | 'settle'> => {
  const answerPermission = (
    permissionId: string,
    verb: 'allow' | 'reject',
    { always, signal, idempotencyKey, ...details }: ApproveOptions,
  ) => {
    const input = always
      ? { permissionId, option: `${verb}_always` as const, scope: always, ...details }
      : { permissionId, option: `${verb}_once` as const, ...details }
    return context.permissions.answer(input, { signal, idempotencyKey })
  }
  return {
    onPermission: (handler, options) => onPermission(context, { sessionId, handler }, options),
    onQuestion: (handler, options) => onQuestion(context, { sessionId, handler }, options),
    approve: (permissionId, options: ApproveOptions = {}) => answerPermission(permissionId, 'allow', options),
    deny: (permissionId, options: AnswerOptions = {}) => answerPermission(permissionId, 'reject', options),
    answer: (questionId, answer, options) => context.questions.answer({ questionId, answer }, options),
    settle: (toolCallId, happened, { message, ...options } = {}) =>
      context.toolCalls.settle({ sessionId, toolCallId, happened, message }, options),
  }
}

type LifeMethods = Exclude<
  keyof SessionHandle,
  | 'id'
  | 'snapshot'
  | keyof ReturnType<typeof runsOf>
  | keyof ReturnType<typeof filesOf>
  | keyof ReturnType<typeof logOf>
  | keyof ReturnType<typeof answersOf>
>

const lifeOf = (context: ClientContext, sessionId: string): PartOf<LifeMethods> => {
  const { sessions, checkpoints } = context
  return {
    get: (options) => sessions.get({ sessionId }, options),
    summary: (options) => sessions.summary({ sessionId }, options),
    metrics: (options) => sessions.metrics({ sessionId }, options),
    usage: (options) => sessions.usage({ sessionId }, options),
    update: (changes, options) => sessions.update({ sessionId, ...changes }, options),
    delete: (input, options) => sessions.delete({ sessionId, ...input }, options),
    pause: (input, options) => sessions.pause({ sessionId, ...input }, options),
    resume: (options) => sessions.resume({ sessionId }, options),
    complete: (input, options) => sessions.complete({ sessionId, ...input }, options),
    crash: (input, options) => sessions.crash({ sessionId, ...input }, options),
    recover: (input, options) => sessions.recover({ sessionId, ...input }, options),
    archive: (options) => sessions.archive({ sessionId }, options),
    unarchive: (options) => sessions.unarchive({ sessionId }, options),
    tag: (tag, options) => sessions.tag({ sessionId, tag }, options),
    untag: (tag, options) => sessions.untag({ sessionId, ...(tag !== undefined && { tag }) }, options),
    async fork(input, options) {
      const snapshot = await sessions.fork({ sessionId, ...input }, options)
      return openSession(context, { id: snapshot.id, snapshot })
    },
    checkpoint: (data, { label, ...options } = {}) =>
      checkpoints.save({ sessionId, data, ...(label !== undefined && { label }) }, options),
    checkpoints: (input, options) => checkpoints.list({ sessionId, ...input }, options),
  }
}
