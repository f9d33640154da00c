import type { SessionEvent } from '@sojourn/contract/event'
import { LoggedEvent } from '../events/logged-event.ts'
import type {
  CheckpointRecord,
  PermissionRecord,
  QuestionRecord,
  RunRecord,
  SessionRecord,
  StepRecord,
  ToolCallRecord,
} from '../ports/records.ts'
import type { AppendRequest, ReadEventsQuery } from '../ports/session-store.ts'
import { baseSeqOf, isContiguous, isRepetition } from './append-fence.ts'
import { hasWords, searchWords } from './search-words.ts'
import { isSearchable, searchableText } from './searchable-text.ts'

/** A copy that shares nothing with `value`, with what JSON can say and nothing else: as a database would answer. */
export const copyOf = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value

const stepKey = (step: { runId: string; key: string }): string => JSON.stringify([step.runId, step.key])

/** What of an event a read filters by, and the event as text. */
interface StoredEvent {
  id: string
  seq: number
  type: string
  ts: string
  runId: string | undefined
  /** Of a `block.delta` only. */
  deltaOf: string | undefined
  isSearchable: boolean
  json: string
}

const storedEvent = (event: SessionEvent): StoredEvent => ({
  id: event.id,
  seq: event.seq,
  type: event.type,
  ts: event.ts,
  runId: event.runId,
  deltaOf: event.type === 'block.delta' ? event.data.blockId : undefined,
  isSearchable: isSearchable(event),
  json: JSON.stringify(event),
})

/** A request as it is kept. */
export type StoredRequest = Omit<AppendRequest, 'events' | 'contents'> & { events: readonly StoredEvent[] }

/** Copies a request. Throws for what JSON cannot say, before anything is stored. */
export const toStoredRequest = ({ contents: _, ...request }: AppendRequest): StoredRequest => ({
  ...copyOf({ ...request, events: [] }),
  events: request.events.map(storedEvent),
})

/** A session with all that goes when it is deleted ([S12]). Everything in it is its own copy. */
export class MemorySession {
  readonly #log: StoredEvent[] = []
  /** Of what was searchable when somebody searched last. */
  readonly #words = new Set<string>()
  readonly #toSearch: StoredEvent[] = []
  record: SessionRecord
  readonly runs = new Map<string, RunRecord>()
  readonly permissions = new Map<string, PermissionRecord>()
  readonly questions = new Map<string, QuestionRecord>()
  readonly toolCalls = new Map<string, ToolCallRecord>()
  readonly checkpoints = new Map<string, CheckpointRecord>()
  readonly steps = new Map<string, StepRecord>()

  constructor(record: SessionRecord) {
    this.record = record
  }

  /** Whether the request continues this log just where it ends. */
  fits(request: AppendRequest): boolean {
    return isContiguous(request) && this.#log.length === baseSeqOf(request)
  }

  /** The stored events at the request's seqs when their ids are the request's own, else `null`. */
  repeated(request: AppendRequest): SessionEvent[] | null {
    const stored = this.#log.slice(Math.max(0, baseSeqOf(request)), Math.max(0, request.record.lastSeq))
    const ids = stored.map((event) => event.id)
    return isRepetition(request, ids) ? stored.map((event) => JSON.parse(event.json) as SessionEvent) : null
  }

  /** Stores a request that fits; what it holds is the session's from now on. */
  apply({ record, events, ...rows }: StoredRequest): void {
    this.record = record
    for (const event of events) this.#push(event)
    for (const run of rows.runs) this.runs.set(run.id, run)
    for (const permission of rows.permissions) this.permissions.set(permission.id, permission)
    for (const question of rows.questions) this.questions.set(question.id, question)
    for (const call of rows.toolCalls) this.toolCalls.set(call.toolCallId, call)
    for (const checkpoint of rows.checkpoints) this.checkpoints.set(checkpoint.id, checkpoint)
    for (const step of rows.steps) this.steps.set(stepKey(step), step)
  }

  /** Begins with the other's log, up to an event; false when that is not so long. */
  beginWith(other: MemorySession, uptoSeq: number): boolean {
    if (other.#log.length < uptoSeq) return false
    for (const { json } of other.#log.slice(0, uptoSeq)) {
      this.#push(storedEvent({ ...(JSON.parse(json) as SessionEvent), sessionId: this.record.id }))
    }
    return true
  }

  #push(event: StoredEvent): void {
    this.#log.push(event)
    if (event.isSearchable) this.#toSearch.push(event)
  }

  step(query: { runId: string; key: string }): StepRecord | undefined {
    return this.steps.get(stepKey(query))
  }

  /** Whether each word begins a word of the title or the transcript ([S11]). */
  says(sought: readonly string[]): boolean {
    for (const { json } of this.#toSearch.splice(0)) {
      for (const word of searchWords(searchableText(JSON.parse(json) as SessionEvent))) this.#words.add(word)
    }
    return hasWords(this.#words.union(searchWords(this.record.title ?? '')), sought)
  }

  read(query: ReadEventsQuery): LoggedEvent[] {
    const found: LoggedEvent[] = []
    const end = Math.min(query.uptoSeq ?? this.#log.length, this.#log.length)
    const start = Math.max(0, query.afterSeq)
    for (let step = 0; step < end - start && found.length < query.limit; step += 1) {
      const event = this.#log[query.fromEnd ? end - 1 - step : start + step]
      if (event && matchesQuery(event, query)) found.push(LoggedEvent.fromJson(event.seq, event.type, event.json))
    }
    return query.fromEnd ? found.reverse() : found
  }
}

const matchesQuery = (event: StoredEvent, query: ReadEventsQuery): boolean =>
  (query.afterTime === undefined || event.ts > query.afterTime) &&
  (query.types === undefined || query.types.includes(event.type)) &&
  (query.runId === undefined || event.runId === query.runId) &&
  (query.withoutDeltasExcept === undefined ||
    event.deltaOf === undefined ||
    query.withoutDeltasExcept.includes(event.deltaOf))
