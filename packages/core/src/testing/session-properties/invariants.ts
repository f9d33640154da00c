import { type EventOf, type EventType, type SessionEvent, sessionEvent } from '@sojourn/contract/event'
import { isTerminal, run as runSchema } from '@sojourn/contract/run'
import { session as sessionSchema, sessionSummary } from '@sojourn/contract/session'
import { expect } from 'vitest'
import type { RunRecord } from '../../ports/records.ts'
import type { StoredSession } from '../../ports/session-store.ts'
import { attachmentsOf, isStored } from '../../session/attachments-of.ts'
import { evolve } from '../../session/evolve.ts'
import { contentOf } from '../../session/keep-content.ts'
import { newSessionState } from '../../session/new-session.ts'
import { noChanges, type SessionState, stateOf, toSession } from '../../session/session-state.ts'
import { stateTable, statusTable } from '../../session/state-machine.ts'
import { operator, type World } from './world.ts'

const byId = <Item>(items: ReadonlyMap<string, Item>): [string, Item][] =>
  [...items].sort(([a], [b]) => (a < b ? -1 : 1))

/** As a database would answer: what JSON cannot say is gone, and open requests are in no order. */
const plain = (state: SessionState): unknown => {
  const { permissions, questions, toolCalls } = state
  const requests = { permissions: byId(permissions), questions: byId(questions), toolCalls: byId(toolCalls) }
  return JSON.parse(JSON.stringify({ ...state, ...requests }))
}

const readLog = async ({ store, sessionId }: World): Promise<SessionEvent[]> => {
  const events: SessionEvent[] = []
  while (true) {
    const page = await store.readEvents({ sessionId, afterSeq: events.length, limit: 1_000 })
    for (const { event } of page) events.push(event)
    if (page.length < 1_000) return events
  }
}

const ofType = <Type extends EventType>(events: readonly SessionEvent[], type: Type): EventOf<Type>[] =>
  events.filter((event) => event.type === type) as EventOf<Type>[]

const checkLog = (events: readonly SessionEvent[]): void => {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1))
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  for (const [at, event] of events.entries()) {
    expect(sessionEvent.parse(event)).toEqual(event)
    expect(event.ts >= (events[at - 1]?.ts ?? '')).toBe(true)
  }
}

/** Every change of state and status is one that its table has, and begins where the last one ended. */
const checkMoves = (events: readonly SessionEvent[], { record }: StoredSession): void => {
  let state = 'created'
  for (const { data } of ofType(events, 'session.state_changed')) {
    expect([data.from, stateTable[data.from][data.trigger]]).toEqual([state, data.to])
    expect(data.to).not.toBe(data.from)
    state = data.to
  }
  let status = 'active'
  for (const { data } of ofType(events, 'session.status_changed')) {
    expect([data.from, statusTable[data.from][data.trigger]]).toEqual([status, data.to])
    expect(data.to).not.toBe(data.from)
    status = data.to
  }
  expect([record.state, record.status]).toEqual([state, status])
}

const terminalTypes = { completed: 1, failed: 1, cancelled: 1, timed_out: 1 }

const checkRun = (run: RunRecord, events: readonly SessionEvent[]): void => {
  const own = events.filter(({ runId }) => runId === run.id)
  const ends = own.filter(({ type }) => Object.hasOwn(terminalTypes, type.replace('run.', '')))
  const expected = isTerminal(run.status) ? [`run.${run.status}`] : []
  expect([run.id, ...ends.map(({ type }) => type)]).toEqual([run.id, ...expected])
  expect(ofType(own, 'run.queued')).toHaveLength(1)
  expect(ofType(own, 'run.started').map(({ data }) => data.attempt)).toEqual(
    Array.from({ length: run.attempt }, (_, at) => at + 1),
  )
  // An acknowledged cancel or timeout stands, however its runner ended.
  const interrupt = ofType(own, 'session.state_changed').find(({ data }) => data.trigger === 'interrupt')
  const owed = interrupt?.data.cause === 'cancel' ? ['running', 'cancelled'] : ['running', 'timed_out']
  if (interrupt) expect(owed).toContain(run.status)
  expect(run.settledAt !== null).toBe(isTerminal(run.status))
}

/** What ends once never ends twice, and nothing of a run is left open when the run has ended. */
const checkEnds = (events: readonly SessionEvent[], stored: StoredSession, runs: readonly RunRecord[]): void => {
  const resolved = ofType(events, 'permission.resolved').map(({ data }) => data.permissionId)
  const answered = ofType(events, 'question.answered').map(({ data }) => data.questionId)
  const completed = ofType(events, 'block.completed').map(({ data }) => data.blockId)
  for (const ids of [resolved, answered, completed]) expect(ids).toEqual([...new Set(ids)])
  const over = new Set(runs.filter(({ status }) => isTerminal(status)).map(({ id }) => id))
  const open = [
    ...stored.permissions,
    ...stored.questions,
    ...stored.record.openBlocks,
    ...stored.toolCalls.filter(({ status }) => status !== 'in_doubt'),
  ]
  expect(open.filter(({ runId }) => over.has(runId ?? ''))).toEqual([])
}

const checkCounters = ({ record, runs, permissions, questions, toolCalls }: StoredSession): void => {
  const executing = runs.filter(({ status }) => status === 'running')
  expect(executing.length).toBeLessThanOrEqual(1)
  const busy = record.state === 'running' || record.state === 'interrupting'
  expect([record.activeRunId, busy]).toEqual([executing[0]?.id ?? null, executing.length === 1])
  expect({
    queueDepth: record.queueDepth,
    pendingPermissions: record.pendingPermissions,
    pendingQuestions: record.pendingQuestions,
    inDoubtCalls: record.inDoubtCalls,
  }).toEqual({
    queueDepth: runs.length - executing.length,
    pendingPermissions: permissions.length,
    pendingQuestions: questions.length,
    inDoubtCalls: toolCalls.filter(({ status }) => status === 'in_doubt').length,
  })
}

/** The log alone tells what the session is. */
const foldOf = (events: readonly SessionEvent[]): SessionState => {
  const [first, ...rest] = events
  if (first?.type !== 'session.created') throw new Error('The log does not begin with its creation')
  return rest.reduce((state, event) => evolve(state, [event], noChanges()), newSessionState(first, 'default'))
}

/** What the session's gates let through: no input into a closed session, no start while it is held or in doubt. */
const checkGates = (events: readonly SessionEvent[]): void => {
  let [status, archived] = ['active', false]
  const inDoubt = new Set<string>()
  for (const event of events) {
    if (event.type === 'session.status_changed') status = event.data.to
    if (event.type === 'session.archived' || event.type === 'session.unarchived')
      archived = event.type === 'session.archived'
    if (event.type === 'tool.in_doubt') inDoubt.add(event.data.toolCallId)
    if (event.type === 'tool.settled_by_hand' || event.type === 'tool.failed') inDoubt.delete(event.data.toolCallId)
    const gates = { seq: event.seq, status, archived, inDoubt: inDoubt.size }
    if (event.type === 'run.started') expect(gates).toMatchObject({ status: 'active', archived: false, inDoubt: 0 })
    if (event.type === 'run.queued')
      expect(gates).toMatchObject({ status: expect.stringMatching(/^(active|paused)$/), archived: false })
  }
}

/** What a runner that cannot resume has asked in an earlier attempt, nobody waits for any more. */
const checkSuperseded = (events: readonly SessionEvent[], { runs, permissions, questions }: StoredSession): void => {
  const active = runs.find(({ status }) => status === 'running')
  const started = ofType(events, 'run.started').findLast(({ runId }) => runId === active?.id)
  const asked = new Map<string, number>()
  for (const { data, seq } of ofType(events, 'permission.requested')) asked.set(data.permissionId, seq)
  for (const { data, seq } of ofType(events, 'question.asked')) asked.set(data.questionId, seq)
  for (const { id, runId } of [...permissions, ...questions]) {
    if (runId === active?.id) expect(asked.get(id)).toBeGreaterThan(started?.seq ?? 0)
  }
}

/** [AT1] The session has what its log names since the event that names it first, and each content is what its id says. */
const checkAttachments = async ({ store, ref }: World, events: readonly SessionEvent[]): Promise<void> => {
  const named = new Map<string, number>()
  for (const event of events) {
    for (const file of attachmentsOf(event)) {
      if (isStored(file) && !named.has(file.id)) named.set(file.id, event.seq)
    }
  }
  const own = { projectId: 'default', ...ref }
  const kept = await store.listAttachments(own)
  const since = kept.flatMap(({ attachmentId, seq }) => (seq === null ? [] : [[attachmentId, seq] as const]))
  expect(new Map(since)).toEqual(named)
  for (const { attachmentId, size } of kept) {
    const data = await store.readAttachment({ ...own, attachmentId })
    expect(contentOf(data ?? new Uint8Array()).id).toBe(attachmentId)
    expect(data?.length).toBe(size)
  }
}

/** Everything that must hold between any two steps. Answers with the length of the log. */
export const checkInvariants = async (world: World): Promise<number> => {
  const { store, runtime, sessionId, ref } = world
  const events = await readLog(world)
  const stored = await store.loadSession({ projectId: 'default', id: sessionId })
  if (!stored) throw new Error('The session is gone')
  const runs = (await store.listRuns({ projectId: 'default', sessionId, limit: 1_000 })).items
  checkLog(events)
  checkMoves(events, stored)
  for (const run of runs) checkRun(run, events)
  checkEnds(events, stored, runs)
  checkCounters(stored)
  checkGates(events)
  await checkAttachments(world, events)
  if (!world.resumes) checkSuperseded(events, stored)
  expect(plain(stateOf(stored))).toEqual(plain(foldOf(events)))
  const seen = await runtime.sessions.get(operator, ref)
  expect(seen).toEqual(toSession(stored.record, seen.blocked))
  expect(sessionSchema.parse(seen)).toEqual(seen)
  const summary = await runtime.sessions.summary(operator, ref)
  expect(sessionSummary.parse(summary)).toEqual(summary)
  for (const run of (await runtime.runs.list(operator, { ...ref, limit: 200 })).items) {
    expect(runSchema.parse(run)).toEqual(run)
  }
  return events.length
}
