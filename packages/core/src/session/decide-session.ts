import { isDeepStrictEqual } from 'node:util'
import { SojournError } from '@sojourn/contract/error'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { SessionValues } from '@sojourn/contract/session'
import type { By, CommandOf, DecisionContext } from './command.ts'
import { cancelActive, cancelQueued } from './decide-run.ts'
import { draft, type EventDraft } from './event-draft.ts'
import type { SessionState } from './session-state.ts'
import { moveStatus } from './transitions.ts'

/** RFC 7396: objects merge, `null` removes, everything else replaces. */
export const mergePatch = (target: JsonValue | undefined, patch: JsonValue): JsonValue => {
  if (!isObject(patch)) return patch
  const merged: JsonObject = Object.assign(Object.create(null), isObject(target) ? target : {})
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = mergePatch(merged[key], value)
  }
  return { ...merged }
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const patched = (before: JsonObject, patch: JsonObject | null, mode: 'replace' | 'merge'): JsonObject => {
  if (patch === null) return {}
  return mode === 'merge' ? (mergePatch(before, patch) as JsonObject) : patch
}

/** The bytes of a value as JSON. */
export const jsonSize = (value: JsonValue): number => Buffer.byteLength(JSON.stringify(value))

const checkpointDraft = (data: JsonValue, checkpointId: string, source: By['source']): EventDraft =>
  draft('checkpoint.saved', { checkpointId, size: jsonSize(data), data }, { source })

const requestedValues = (state: SessionState, change: CommandOf<'update'>['change']): SessionValues => {
  const { record } = state
  const mode = change.mode ?? 'replace'
  const values: SessionValues = {}
  if (change.title !== undefined) values.title = change.title
  if (change.context !== undefined) values.context = patched(record.context, change.context, mode)
  if (change.runtimeMetadata !== undefined) {
    values.runtimeMetadata = patched(record.runtimeMetadata, change.runtimeMetadata, mode)
  }
  if (change.runtimeBackend !== undefined) values.runtimeBackend = change.runtimeBackend
  if (change.sessionType !== undefined) values.sessionType = change.sessionType
  if (change.labels !== undefined) values.labels = [...new Set(change.labels ?? [])]
  if (change.policy !== undefined) values.policy = { ...record.policy, ...defined(change.policy) }
  if (change.limits !== undefined) values.limits = { ...record.limits, ...defined(change.limits) }
  return values
}

const defined = <Value extends object>(value: Value): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never

/** [S7] Absent ≠ null; setting what is already so is no change; an empty patch emits nothing. */
export const decideUpdate = (
  state: SessionState,
  { change, checkpointId, actor }: CommandOf<'update'>,
): EventDraft[] => {
  const { record } = state
  if (change.ifVersion !== undefined && change.ifVersion !== record.version) {
    throw new SojournError(
      'VERSION_MISMATCH',
      `The session is at version ${record.version}, not ${change.ifVersion}.`,
      {
        meta: { version: record.version },
      },
    )
  }
  const asked = requestedValues(state, change)
  const values = Object.fromEntries(
    Object.entries(asked).filter(([field, value]) => !isDeepStrictEqual(value, record[field as keyof SessionValues])),
  ) as SessionValues
  const changes = Object.keys(values)
  const drafts: EventDraft[] = []
  if (change.checkpoint !== undefined && change.checkpoint !== null) {
    drafts.push(checkpointDraft(change.checkpoint, checkpointId, actor.source))
    changes.push('checkpoint')
  } else if (change.checkpoint === null && record.checkpointId !== null) {
    values.checkpointId = null
    changes.push('checkpoint')
  }
  if (changes.length === 0) return []
  drafts.push(draft('session.updated', { changes, version: record.version + 1, values, by: actor.by }, actor))
  return drafts
}

/** [S6] */
export const decideComplete = (
  state: SessionState,
  command: CommandOf<'complete'>,
  { openTexts }: DecisionContext,
): EventDraft[] => {
  const moved = moveStatus(state.record.status, { trigger: 'complete', reason: command.reason, actor: command.actor })
  if (state.active) {
    throw new SojournError('SESSION_HAS_WORK', 'A run is executing; cancel it, then complete the session.')
  }
  if (state.queue.length > 0 && !command.cancelQueued) {
    throw new SojournError('SESSION_HAS_WORK', `${state.queue.length} queued runs would never start.`)
  }
  return [...cancelQueued(state, { actor: command.actor, reason: command.reason, openTexts }), ...moved]
}

/** [S12] Ends all work of a session that is about to be deleted. */
export const decideWindUp = (
  state: SessionState,
  { force, reason, actor }: CommandOf<'windUp'>,
  { openTexts }: DecisionContext,
): EventDraft[] => {
  if (state.active && !force) throw new SojournError('SESSION_RUNNING', 'A run is executing.')
  const cancellation = { actor, reason, openTexts }
  return [...cancelQueued(state, cancellation), ...cancelActive(state, cancellation)]
}

export const decideArchive = (state: SessionState, command: CommandOf<'archive'>): EventDraft[] => {
  if (state.record.archivedAt !== null) return []
  if (state.active) {
    throw new SojournError('SESSION_RUNNING', 'A run is executing; cancel it, then archive the session.')
  }
  return [draft('session.archived', {}, command.actor)]
}

export const decideUnarchive = (state: SessionState, command: CommandOf<'unarchive'>): EventDraft[] =>
  state.record.archivedAt === null ? [] : [draft('session.unarchived', {}, command.actor)]

/** [S8] */
export const decideTag = (state: SessionState, { tag, previousSessionId, actor }: CommandOf<'tag'>): EventDraft[] => {
  if (state.record.tags.includes(tag)) return []
  const moved = previousSessionId === null || previousSessionId === state.record.id ? {} : { previousSessionId }
  return [draft('session.tagged', { tag, ...moved }, actor)]
}

export const decideUntag = (state: SessionState, { tag, movedTo, actor }: CommandOf<'untag'>): EventDraft[] =>
  state.record.tags
    .filter((known) => tag === undefined || known === tag)
    .map((known) => draft('session.untagged', movedTo === undefined ? { tag: known } : { tag: known, movedTo }, actor))

/** [C1] */
export const decideSaveCheckpoint = (_state: SessionState, command: CommandOf<'saveCheckpoint'>): EventDraft[] => {
  const { checkpointId, data, label, actor } = command
  const labelled = label === undefined ? {} : { label }
  return [draft('checkpoint.saved', { checkpointId, size: jsonSize(data), data, ...labelled }, actor)]
}

export const decideNoteFork = (_state: SessionState, command: CommandOf<'noteFork'>): EventDraft[] => [
  draft('session.forked', { childSessionId: command.childSessionId, atSeq: command.atSeq }, command.actor),
]
