import { SojournError } from '@sojourn/contract/error'
import type { SessionEvent } from '@sojourn/contract/event'
import { isoTime } from '../ports/clock.ts'
import type { AgentSession } from '../session/agent-session.ts'
import { decideImport } from '../session/decide-import.ts'
import { evolve } from '../session/evolve.ts'
import { type FoldedLog, foldLog } from '../session/fold-log.ts'
import { appendRequest, stamp } from '../session/working-copy.ts'
import type { Actor } from './agent-runtime.ts'
import { copiedEvents } from './copied-events.ts'
import { readImport } from './import-lines.ts'
import { newId, sessionMadeBefore } from './repeated-call.ts'
import { byOf, type RuntimeContext } from './runtime-context.ts'

/** Lines of an export, without their line feeds, as they arrive. */
export interface ImportSession {
  /** Default: the id that the events name. */
  id?: string | undefined
  lines: AsyncIterable<string> | Iterable<string>
}

/** What the state machines refuse cannot have come from an export. */
const asInvalid = (error: unknown): unknown =>
  error instanceof SojournError && error.code === 'INVALID_TRANSITION'
    ? new SojournError('IMPORT_INVALID', `The events contradict each other: ${error.message}`)
    : error

/** The session that the events make, with the work closed that nobody goes on with here. */
const foldImport = (
  { clock, ids }: RuntimeContext,
  actor: Actor,
  events: readonly SessionEvent[],
): FoldedLog & { events: SessionEvent[] } => {
  const { state, changes } = foldLog(events, { projectId: actor.projectId, nextId: () => ids.next() })
  const { id: sessionId, lastSeq } = state.record
  const ts = isoTime(clock.now())
  const closing = decideImport(state, events, byOf(actor)).map((draft, at) =>
    stamp(draft, { id: ids.next(), sessionId, seq: lastSeq + 1 + at, ts }),
  )
  const closed = evolve(state, closing, changes)
  if (closed.record.state === 'running' || closed.record.state === 'interrupting') {
    throw new SojournError('IMPORT_INVALID', 'The events contradict each other: a run executes that was never started.')
  }
  return { state: closed, changes, events: [...events, ...closing] }
}

/** Rows of other sessions must not be written over by rows that say they are the same. */
const refuseTakenIds = async ({ store }: RuntimeContext, actor: Actor, { changes }: FoldedLog): Promise<void> => {
  const { projectId } = actor
  const lookups: [what: string, ids: Iterable<string>, find: (id: string) => Promise<unknown>][] = [
    ['run', changes.runs.keys(), (id) => store.getRun({ projectId, id })],
    ['permission', changes.permissions.keys(), (id) => store.getPermission({ projectId, id })],
    ['question', changes.questions.keys(), (id) => store.getQuestion({ projectId, id })],
    ['checkpoint', changes.checkpoints.map(({ id }) => id), (id) => store.getCheckpoint({ projectId, id })],
  ]
  for (const [what, ids, find] of lookups) {
    for (const id of ids) {
      if ((await find(id)) === null) continue
      throw new SojournError(
        'IMPORT_INVALID',
        `Another session has the ${what} ${id}; import it as a copy, under a new id.`,
      )
    }
  }
}

/** A tag that points at another session stays there. */
const freeTags = async (context: RuntimeContext, actor: Actor, tags: readonly string[]): Promise<string[]> => {
  const { projectId } = actor
  const owners = await Promise.all(tags.map((tag) => context.store.sessionOfTag({ projectId, tag })))
  return tags.filter((_, at) => owners[at] === null)
}

/**
 * [E10] A session from its export, seqs intact, whole or not at all. It is what the fold of its events is; standing rules
 * that its log tells of are not taken over, because nobody here has given them, nor are tags that other sessions have.
 * Throws IMPORT_INVALID for what is not a whole log, SESSION_EXISTS when the id is taken.
 */
export const importSession = async (
  context: RuntimeContext,
  actor: Actor,
  { id, lines }: ImportSession,
): Promise<AgentSession> => {
  const { host, store, ids } = context
  const { events: read, contents } = await readImport(lines)
  const sessionId = id ?? read[0]?.sessionId ?? newId(context, actor)
  const firstEventId = read[0]?.id ?? ''
  const made = await sessionMadeBefore(context, actor, { sessionId, firstEventId })
  if (made) return made
  if (await store.getSession({ projectId: actor.projectId, id: sessionId })) {
    throw new SojournError('SESSION_EXISTS', `There is a session ${sessionId} already.`)
  }
  const isCopy = read[0]?.sessionId !== sessionId
  const events = isCopy ? copiedEvents(read, { sessionId, nextId: () => ids.next() }) : read
  try {
    const folded = foldImport(context, actor, events)
    await refuseTakenIds(context, actor, folded)
    const tags = await freeTags(context, actor, folded.state.record.tags)
    const state = { ...folded.state, record: { ...folded.state.record, tags } }
    const changes = { ...folded.changes, rules: [], setTags: tags, clearTags: [] }
    return await host.createSession(appendRequest('create', { state, changes, contents, events: folded.events }))
  } catch (error) {
    throw asInvalid(error)
  }
}
