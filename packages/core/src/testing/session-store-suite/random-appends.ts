import type { SessionEvent } from '@sojourn/contract/event'
import type { JsonValue } from '@sojourn/contract/json'
import fc from 'fast-check'
import type { SessionRecord } from '../../ports/records.ts'
import type { AppendRequest } from '../../ports/session-store.ts'
import {
  appendRequest,
  logEvent,
  otherProjectId,
  projectId,
  runRecord,
  sessionRecord,
  timeAt,
} from '../store-fixtures.ts'

/** Few names, so that appends meet. */
const sessionIds = ['s1', 's2', 's3', 's4']
const words = ['red', 'Blue', 'größer', 'x_y%']

/** One append as chance has it: what it is about, and how it stands to what is stored. */
interface Move {
  sessionId: string
  intent: 'create' | 'continue' | 'repeat' | 'stale' | 'ahead' | 'foreign' | 'delete'
  events: { type: SessionEvent['type']; seconds: number; runId: string | null; data: JsonValue }[]
  changes: Partial<SessionRecord>
  run: { id: string; status: 'queued' | 'running' | 'completed'; queueOrder: number } | null
  setTag: string | null
  clearTag: string | null
}

const word = fc.constantFrom(...words)
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 3 })

const event = fc.record({
  type: fc.constantFrom<SessionEvent['type'][]>('log', 'block.delta', 'run.queued', 'error'),
  seconds: fc.integer({ min: 0, max: 5 }),
  runId: maybe(fc.constantFrom('r1', 'r2')),
  data: fc.jsonValue({ maxDepth: 2 }).map((value) => ({ blockId: 'b1', value }) as JsonValue),
})

const changes: fc.Arbitrary<Partial<SessionRecord>> = fc.record(
  {
    title: maybe(word),
    labels: fc.uniqueArray(word, { maxLength: 2 }),
    context: fc.record({ value: fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<JsonValue> }),
    status: fc.constantFrom('active', 'paused', 'completed'),
    state: fc.constantFrom('awaiting_input', 'running', 'error'),
    activity: fc.constantFrom('idle', 'running', 'requires_action'),
    agentId: fc.constantFrom('demo', 'coder'),
    archivedAt: maybe(fc.constant(timeAt(1))),
    empty: fc.boolean(),
    parentId: maybe(fc.constantFrom(...sessionIds)),
    queueDepth: fc.integer({ min: 0, max: 2 }),
    createdAt: fc.integer({ min: 0, max: 5 }).map(timeAt),
    lastActivityAt: fc.integer({ min: 0, max: 5 }).map(timeAt),
  },
  { requiredKeys: [] },
)

export const randomMoves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    sessionId: fc.constantFrom(...sessionIds),
    intent: fc.oneof(
      { weight: 6, arbitrary: fc.constant('continue' as const) },
      { weight: 3, arbitrary: fc.constant('create' as const) },
      { weight: 2, arbitrary: fc.constantFrom('repeat' as const, 'stale' as const, 'ahead' as const) },
      { weight: 1, arbitrary: fc.constantFrom('foreign' as const, 'delete' as const) },
    ),
    events: fc.array(event, { maxLength: 4 }),
    changes,
    run: maybe(
      fc.record({
        id: fc.constantFrom('r1', 'r2', 'r3'),
        status: fc.constantFrom('queued' as const, 'running' as const, 'completed' as const),
        queueOrder: fc.integer({ min: -2, max: 2 }),
      }),
    ),
    setTag: maybe(word),
    clearTag: maybe(word),
  }),
  { minLength: 1, maxLength: 25 },
)

/** Turns moves into requests, one after the other: remembers what each session's last request was. */
export class MoveMaker {
  readonly #last = new Map<string, AppendRequest>()
  #number = 0

  toRequest(move: Move): AppendRequest {
    const last = this.#last.get(move.sessionId)
    if (move.intent === 'repeat' && last) return last
    this.#number += 1
    const lastSeq = last?.record.lastSeq ?? 0
    const base = { stale: Math.max(0, lastSeq - 1), ahead: lastSeq + 2, create: 0 }[move.intent as string] ?? lastSeq
    const events = move.events.map(({ type, seconds, runId, data }, index) => {
      const id = `n${this.#number}-${index}`
      const given = { id, type, ts: timeAt(seconds), data, ...(runId === null ? {} : { runId }) }
      return logEvent(move.sessionId, base + index + 1, given as Partial<SessionEvent>)
    })
    const record = sessionRecord({
      ...last?.record,
      ...move.changes,
      id: move.sessionId,
      projectId: move.intent === 'foreign' ? otherProjectId : projectId,
      lastSeq: base,
    })
    const { run } = move
    return appendRequest(record, events, {
      kind: move.intent === 'create' ? 'create' : 'continue',
      // Ids of runs are unique in the world, so each session has its own.
      runs: run === null ? [] : [runRecord({ ...run, id: `${move.sessionId}-${run.id}`, sessionId: move.sessionId })],
      setTags: move.setTag === null ? [] : [move.setTag],
      clearTags: move.clearTag === null ? [] : [move.clearTag],
    })
  }

  stored(request: AppendRequest): void {
    this.#last.set(request.record.id, request)
  }

  deleted(sessionId: string): void {
    this.#last.delete(sessionId)
  }
}
