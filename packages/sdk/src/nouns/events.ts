import type { EventPage, ListEventsInput } from '@sojourn/contract/event-query'
import type { Method } from './call.ts'

export interface EventsApi {
  /**
   * Reads the log after a seq, or after a time. Go on with `nextAfter`: time is a filter, seq the cursor, because two
   * events may share a time.
   */
  list: Method<ListEventsInput, EventPage>
}

export const eventKinds = { list: 'query' } as const satisfies Record<keyof EventsApi, string>
