import type { EventPage, ListEventsInput } from '@sojourn/contract/event-query'
import type { OutlineInput, OutlinePage } from '@sojourn/contract/outline'
import type { Method } from './call.ts'

export interface EventsApi {
  /**
   * Reads the log after a seq, or after a time. Go on with `nextAfter`: time is a filter, seq the cursor, because two
   * events may share a time.
   */
  list: Method<ListEventsInput, EventPage>
  /** What happened, without what was said: for maps and figures of a whole session. Go on with `nextAfter`. */
  outline: Method<OutlineInput, OutlinePage>
}

export const eventKinds = { list: 'query', outline: 'query' } as const satisfies Record<keyof EventsApi, string>
