import type { EventOf, EventType, SessionEvent } from '@sojourn/contract/event'
import type { AgentRuntime } from '../runtime/agent-runtime.ts'
import { tester } from './test-runtime.ts'

/** Follows the session's log from its start and resolves with the first event that matches. */
export const untilEvent = async (
  runtime: AgentRuntime,
  sessionId: string,
  matches: (event: SessionEvent) => boolean,
): Promise<SessionEvent> => {
  const frames = runtime.events.follow(tester, { sessionId }, new AbortController().signal)
  for await (const frame of frames) {
    const found = frame.kind === 'events' ? frame.events.find(({ event }) => matches(event)) : undefined
    if (found) return found.event
  }
  throw new Error('The session ended before the event came')
}

/** The `count`th event of a type, now or when it comes. */
export const untilType = async <Type extends EventType>(
  runtime: AgentRuntime,
  { sessionId, type, count = 1 }: { sessionId: string; type: Type; count?: number },
): Promise<EventOf<Type>> => {
  let left = count
  const found = await untilEvent(runtime, sessionId, (event) => event.type === type && --left === 0)
  return found as EventOf<Type>
}
