import type { EventType, SessionEvent } from '@sojourn/contract/event'
import type { JsonObject } from '@sojourn/contract/json'
import type { SessionStatus } from '@sojourn/contract/session'
import type { BridgeBatch } from '@sojourn/core/ports/bridge-subscriber'

/** `lifecycle`: session.created and session.updated. `all`: every other event besides, under its own name. */
export type PublishedEvents = 'lifecycle' | 'all'

/** What travels on the channel, as JSON. */
export interface LifecycleMessage {
  event_type: string
  aggregate_type: 'session'
  aggregate_id: string
  payload: JsonObject
}

/** Events that a `session.updated` message tells of. */
const updatingTypes: readonly EventType[] = ['session.status_changed', 'checkpoint.saved', 'session.updated']

/** Events that lifecycle messages come from. */
export const lifecycleTypes: readonly EventType[] = ['session.created', ...updatingTypes]

/** `runtimeMetadata` → `runtime_metadata`: the channel's fields are in snake case. */
const snakeCase = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const updatesOf = (event: SessionEvent): string[] => {
  if (event.type === 'session.status_changed') return ['status']
  if (event.type === 'checkpoint.saved') return ['checkpoint']
  return event.type === 'session.updated' ? event.data.changes.map(snakeCase) : []
}

/** Whether the event goes on with the update that the group is: committed in the same breath, and nothing changed twice. */
const belongsTo = (group: readonly SessionEvent[], event: SessionEvent): boolean => {
  const last = group.at(-1)
  return (
    last !== undefined &&
    updatingTypes.includes(last.type) &&
    updatingTypes.includes(event.type) &&
    last.seq + 1 === event.seq &&
    last.ts === event.ts &&
    !group.some(({ type }) => type === event.type)
  )
}

/** One update is several events when it changes several things (a status and a checkpoint, say). */
const groupsOf = (events: readonly SessionEvent[]): SessionEvent[][] => {
  const groups: SessionEvent[][] = []
  for (const event of events) {
    const group = groups.at(-1)
    if (group && belongsTo(group, event)) group.push(event)
    else groups.push([event])
  }
  return groups
}

const statusBefore = (events: readonly SessionEvent[], now: SessionStatus): SessionStatus => {
  for (const event of events) if (event.type === 'session.status_changed') return event.data.from
  return now
}

/** The messages of a batch, in order; changes that were committed together are one `session.updated`. */
export const lifecycleMessages = (batch: BridgeBatch, published: PublishedEvents): LifecycleMessage[] => {
  const { session } = batch
  const events = batch.events.map(({ event }) => event)
  const message = (event_type: string, payload: JsonObject): LifecycleMessage => ({
    event_type,
    aggregate_type: 'session',
    aggregate_id: session.sessionId,
    payload,
  })
  const asItIs = (event: SessionEvent): LifecycleMessage[] => {
    if (event.type === 'session.created') {
      const { agentId, sessionType, runtimeBackend } = event.data
      const payload = { agent_id: agentId, session_type: sessionType, runtime_backend: runtimeBackend }
      return [message(event.type, payload)]
    }
    if (published === 'lifecycle' || event.type === 'session.updated') return []
    return [message(event.type, event.data as JsonObject)]
  }
  let status = statusBefore(events, session.status)
  return groupsOf(events).flatMap((group) => {
    for (const event of group) if (event.type === 'session.status_changed') status = event.data.to
    const named = new Set(group.flatMap(updatesOf))
    if (named.size === 0) return group.flatMap(asItIs)
    // A status comes first, whatever it was committed with.
    const updates = named.delete('status') ? ['status', ...named] : [...named]
    return [...group.flatMap(asItIs), message('session.updated', { agent_id: session.agentId, status, updates })]
  })
}
