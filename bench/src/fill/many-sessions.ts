import type { SessionEvent } from '@sojourn/contract/event'
import type { SessionRecord } from '@sojourn/core/ports/records'
import type { AppendRequest, SessionStore } from '@sojourn/core/ports/session-store'
import { appendRequest, logEvent, sessionRecord, timeAt } from '@sojourn/core/testing/store-fixtures'

/** Sessions that one append makes. */
const atOnce = 500

/** A word of a made-up language: the lower the rank, the more often it is said. */
const wordOf = (rank: number): string => `${rank.toString(36)}${'aeiou'[rank % 5]}n${'dlmrst'[rank % 6]}o`

/** The same numbers each time, from 0 to 1. */
const sequence = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

const textOf = (words: number, next: () => number): string =>
  Array.from({ length: words }, () => wordOf(Math.floor(20_000 * next() ** 4))).join(' ')

export const sessionId = (index: number): string => `01934567-89ab-7cde-8f01-${String(index).padStart(12, '0')}`

/** What a filter can find it by: some of it in many sessions, some in few, some in one. */
const recordOf = (index: number): SessionRecord =>
  sessionRecord({
    id: sessionId(index),
    agentId: index % 10_000 === 9_999 ? 'rare' : `agent-${index % 7}`,
    sessionType: index % 3 === 0 ? 'task' : 'conversation',
    title: `Session ${index}`,
    titleSource: 'set',
    status: index % 500 === 0 ? 'paused' : index % 4 === 0 ? 'completed' : 'active',
    state: index % 1_000 === 1 ? 'error' : 'awaiting_input',
    labels: [index % 2 === 0 ? 'even' : 'odd', ...(index % 5_000 === 7 ? ['seldom'] : [])],
    parentId: index % 100 === 50 ? sessionId(Math.floor(index / 1_000) * 1_000) : null,
    archivedAt: index % 20 === 0 ? timeAt(index) : null,
    empty: index % 50 === 1,
    createdAt: timeAt(index),
    updatedAt: timeAt(index),
    lastActivityAt: timeAt(index),
  })

const requestOf = (index: number, next: () => number): AppendRequest => {
  const record = recordOf(index)
  const seldom = index % 1_000 === 3 ? ' seldomsaid' : ''
  const once = index === 42 ? ' saidonce' : ''
  // Two words that half of the sessions say each, and only few both.
  const half = ` ${index % 2 === 0 ? 'firsthalf' : 'secondhalf'}${index % 20_000 === 11 ? ' firsthalf' : ''}`
  const input = { text: `${textOf(12, next)} everybody${half}${seldom}${once}` }
  const block = { blockId: 'b1', kind: 'assistant_text', text: textOf(60, next) }
  const events = [
    logEvent(record.id, 1),
    logEvent(record.id, 2, {
      type: 'run.queued',
      data: { input, position: 1, strategy: 'enqueue' },
    } as Partial<SessionEvent>),
    logEvent(record.id, 3, { type: 'block.completed', data: { blockId: 'b1', block } } as Partial<SessionEvent>),
  ]
  const setTags = index % 10_000 === 0 ? [`tag-${index}`] : []
  return appendRequest(record, events, { kind: 'create', setTags })
}

/** Fills an empty store with `count` sessions that have said something, as if they had come one after another. */
export const fillWithSessions = async (store: SessionStore, count: number): Promise<void> => {
  const next = sequence(count)
  for (let first = 0; first < count; first += atOnce) {
    const indexes = Array.from({ length: Math.min(atOnce, count - first) }, (_, offset) => first + offset)
    await store.append(indexes.map((index) => requestOf(index, next)))
  }
  // The first search waits for the index.
  await store.listSessions({ projectId: 'default', limit: 1, filter: { text: 'everybody' } })
}
