import { eventVersion, type SessionEvent } from '@sojourn/contract/event'
import { isoTime } from '../ports/clock.ts'
import type { AttachmentRecord } from '../ports/records.ts'
import type { AppendRequest, SessionPast } from '../ports/session-store.ts'
import type { DecisionContext } from './command.ts'
import type { EventDraft } from './event-draft.ts'
import { evolve } from './evolve.ts'
import { noChanges, type RowChanges, type SessionState } from './session-state.ts'

export interface CopyContext extends DecisionContext {
  nextId: () => string
}

/** Gives a draft its place in the log. Keys are in the order in which every store writes them. */
export const stamp = (
  draft: EventDraft,
  { id, sessionId, seq, ts }: { id: string; sessionId: string; seq: number; ts: string },
): SessionEvent => {
  const { type, runId, source, data, raw } = draft
  // Written out: every event comes by here, and spreading costs several times as much.
  const event =
    runId === undefined
      ? { id, sessionId, seq, ts, type, v: eventVersion, source, data }
      : { id, sessionId, seq, ts, type, v: eventVersion, runId, source, data }
  return (raw === undefined ? event : { ...event, raw }) as SessionEvent
}

/** A state with the decisions of one commit added to it; nobody sees it before the commit. */
export class WorkingCopy {
  readonly context: CopyContext
  readonly events: SessionEvent[] = []
  readonly changes: RowChanges = noChanges()
  /** Of what the events name. */
  readonly contents: AttachmentRecord[] = []
  #state: SessionState

  constructor(state: SessionState, context: CopyContext) {
    this.#state = state
    this.context = context
  }

  get state(): SessionState {
    return this.#state
  }

  /** `firstId`: of the first event; the others, and without it all, get new ones. */
  add(drafts: readonly EventDraft[], firstId?: string): void {
    if (drafts.length === 0) return
    const { id: sessionId, lastSeq } = this.#state.record
    const ts = isoTime(this.context.now)
    const stamped = drafts.map((draft, at) =>
      stamp(draft, {
        id: (at === 0 ? firstId : undefined) ?? this.context.nextId(),
        sessionId,
        seq: lastSeq + 1 + at,
        ts,
      }),
    )
    this.#state = evolve(this.#state, stamped, this.changes)
    for (const event of stamped) this.events.push(event)
  }

  /** Contents for what the events added so far name; those that none names are left out. */
  addContents(contents: readonly AttachmentRecord[]): void {
    for (const content of contents) if (this.changes.attachments.has(content.id)) this.contents.push(content)
  }
}

interface Decided {
  state: SessionState
  events: readonly SessionEvent[]
  changes: RowChanges
  contents?: readonly AttachmentRecord[]
  past?: SessionPast
}

/** The append that makes `events` and the rows they change durable. */
export const appendRequest = (
  kind: AppendRequest['kind'],
  { state, events, changes, contents = [], past }: Decided,
): AppendRequest => {
  const request = {
    kind,
    record: state.record,
    events,
    runs: [...changes.runs.values()],
    permissions: [...changes.permissions.values()],
    questions: [...changes.questions.values()],
    toolCalls: [...changes.toolCalls.values()],
    checkpoints: changes.checkpoints,
    steps: changes.steps,
    attachments: [...changes.attachments.values()],
    contents,
    usage: changes.usage,
    rules: changes.rules,
    setTags: changes.setTags,
    clearTags: changes.clearTags,
  }
  return past ? { ...request, past } : request
}
