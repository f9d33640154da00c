import { coreCommandOf } from '@sojourn/contract/command'
import { SojournError } from '@sojourn/contract/error'
import { inputText } from '@sojourn/contract/input-text'
import { defaultPageLimit } from '@sojourn/contract/page'
import {
  type AwaitRunInput,
  isTerminal,
  type Run,
  type SettledRun,
  type SubmitRunInput,
  type SubmittedRun,
} from '@sojourn/contract/run'
import type { RunRecord } from '../ports/records.ts'
import type { AgentSession, Outcome } from '../session/agent-session.ts'
import type { Command } from '../session/command.ts'
import { toRun } from '../session/session-state.ts'
import type { Actor, AgentRuntime, Committed } from './agent-runtime.ts'
import { hasFiles, takeInput } from './attachment-procedures.ts'
import { newId } from './repeated-call.ts'
import { byOf, executeOn, openSession, type RuntimeContext } from './runtime-context.ts'

/** How long `await` waits unless told otherwise, milliseconds. */
const defaultAwaitMs = 30_000

const runOf = async (context: RuntimeContext, actor: Actor, runId: string): Promise<RunRecord> => {
  const run = await context.store.getRun({ projectId: actor.projectId, id: runId })
  if (!run) throw new SojournError('RUN_NOT_FOUND', `There is no run ${runId}.`)
  return run
}

const positionIn = (session: AgentSession, runId: string): number =>
  session.state.queue.findIndex((queued) => queued.id === runId) + 1

const publicRun = async (context: RuntimeContext, actor: Actor, run: RunRecord): Promise<Run> => {
  if (run.status !== 'queued') return toRun(run, 0)
  return toRun(run, positionIn(await openSession(context, actor, run.sessionId), run.id))
}

/** `/terminate` acts at once and never queues: it ends the executing run, if there is one. */
export const terminateRun = async (context: RuntimeContext, actor: Actor, sessionId: string): Promise<SubmittedRun> => {
  const session = await openSession(context, actor, sessionId)
  const { active, record } = session.state
  if (!active) return { runId: null, position: 0, seq: record.lastSeq }
  const command: Command = { type: 'cancelRun', runId: active.id, reason: '/terminate', actor: byOf(actor) }
  const { seq } = await executeOn(context, { actor, sessionId }, () => command)
  return { runId: active.id, position: 0, seq }
}

/** [R2] Answers once the input is durable. */
export const submitRun = async (
  context: RuntimeContext,
  actor: Actor,
  input: SubmitRunInput,
): Promise<SubmittedRun> => {
  const { sessionId, strategy, runAt, timeoutMs, metadata } = input
  if (coreCommandOf(inputText(input.input)) === '/terminate') return terminateRun(context, actor, sessionId)
  const taken = hasFiles(input.input) ? await takeInput(context, { actor, sessionId }, input.input) : input
  const runId = newId(context, actor)
  const { state, seq } = await executeOn(context, { actor, sessionId }, () => ({
    type: 'submit',
    runId,
    input: taken.input,
    ...('contents' in taken && { contents: taken.contents }),
    strategy: strategy ?? 'enqueue',
    runAt,
    timeoutMs,
    metadata,
    actor: byOf(actor),
  }))
  const waitingAt = state.queue.findIndex((queued) => queued.id === runId) + 1
  return { runId, position: Math.max(1, waitingAt), seq }
}

interface Wait {
  session: AgentSession
  runId: string
  timeoutMs: number | undefined
  signal: AbortSignal | undefined
}

const awaitRun = async (
  context: RuntimeContext,
  actor: Actor,
  { input, signal }: { input: AwaitRunInput; signal: AbortSignal | undefined },
): Promise<SettledRun> => {
  const { runId, timeoutMs } = input
  const run = await runOf(context, actor, runId)
  if (isTerminal(run.status)) return toRun(run, 0) as SettledRun
  const session = await openSession(context, actor, run.sessionId)
  return waitForRun(context, actor, { session, runId, timeoutMs, signal })
}

/** Asks the store only for a run that has settled before anybody waited for it. */
const waitForRun = async (context: RuntimeContext, actor: Actor, wait: Wait): Promise<SettledRun> => {
  const { session, runId, timeoutMs = defaultAwaitMs, signal } = wait
  signal?.throwIfAborted()
  const { active, queue } = session.state
  if (active?.id !== runId && !queue.some((queued) => queued.id === runId)) {
    return toRun(await runOf(context, actor, runId), 0) as SettledRun
  }
  const { promise, resolve, reject } = Promise.withResolvers<RunRecord>()
  const stop = session.reactions.onSettled(runId, { settled: resolve, closed: reject })
  const cancelTimer = context.clock.schedule(timeoutMs, () => {
    const meta = { meta: { runId } }
    reject(new SojournError('AWAIT_TIMEOUT', `The run has not settled within ${timeoutMs} ms.`, meta))
  })
  const abort = () => reject(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    return toRun(await promise, 0) as SettledRun
  } finally {
    stop()
    cancelTimer()
    signal?.removeEventListener('abort', abort)
  }
}

export const runProcedures = (context: RuntimeContext): AgentRuntime['runs'] => {
  const change = async (actor: Actor, runId: string, command: Command): Promise<Committed<Run>> => {
    const { sessionId } = await runOf(context, actor, runId)
    const outcome = await executeOn(context, { actor, sessionId }, () => command)
    const run = outcome.run(runId) ?? (await runOf(context, actor, runId))
    return { ...toRun(run, positionAfter(outcome, runId)), seq: outcome.seq }
  }
  return {
    submit: (actor, input) => submitRun(context, actor, input),
    get: async (actor, { runId }) => publicRun(context, actor, await runOf(context, actor, runId)),
    list: async (actor, { sessionId, status, cursor, limit }) => {
      await openSession(context, actor, sessionId)
      const query = { projectId: actor.projectId, sessionId, limit: limit ?? defaultPageLimit }
      const page = await context.store.listRuns({
        ...query,
        ...(cursor ? { cursor } : {}),
        ...(status ? { status } : {}),
      })
      const items = await Promise.all(page.items.map((run) => publicRun(context, actor, run)))
      return { items, nextCursor: page.nextCursor }
    },
    await: (actor, input, signal) => awaitRun(context, actor, { input, signal }),
    execute: async (actor, { awaitTimeoutMs, ...input }, signal) => {
      const { runId } = await submitRun(context, actor, input)
      if (runId === null) throw new SojournError('RUN_NOT_FOUND', 'No run is executing, so there is none to wait for.')
      const session = await openSession(context, actor, input.sessionId)
      return waitForRun(context, actor, { session, runId, timeoutMs: awaitTimeoutMs, signal })
    },
    cancel: async (actor, { runId, reason }) => {
      const run = await runOf(context, actor, runId)
      const session = await openSession(context, actor, run.sessionId)
      if (isTerminal(run.status)) return { ...toRun(run, 0), seq: session.state.record.lastSeq }
      return change(actor, runId, { type: 'cancelRun', runId, reason, actor: byOf(actor) })
    },
    edit: async (actor, { runId, version, input, ...edit }) => {
      const command = { type: 'editRun' as const, runId, version, actor: byOf(actor) }
      if (!input || !hasFiles(input)) return change(actor, runId, { ...command, change: { ...edit, input } })
      const { sessionId } = await runOf(context, actor, runId)
      const taken = await takeInput(context, { actor, sessionId }, input)
      return change(actor, runId, { ...command, change: { ...edit, input: taken.input }, contents: taken.contents })
    },
    move: (actor, { runId, version, position }) =>
      change(actor, runId, { type: 'moveRun', runId, version, position, actor: byOf(actor) }),
  }
}

const positionAfter = ({ state }: Outcome, runId: string): number =>
  state.queue.findIndex((queued) => queued.id === runId) + 1
