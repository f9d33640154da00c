import type { Page } from '@sojourn/contract/page'
import type { ListSessionsInput, SessionSummary } from '@sojourn/contract/session'
import type { SessionChange } from './session-change.ts'

export interface SessionPages {
  pages: Page<SessionSummary>[]
  pageParams: unknown[]
}

/** Nothing has been asked of it yet. The server also hides sessions with nothing but bookkeeping in the log. */
const isEmpty = (session: SessionSummary): boolean => session.state === 'created' && session.queueDepth === 0

const within = (time: string, after: string | undefined, before: string | undefined): boolean =>
  (after === undefined || time >= after) && (before === undefined || time < before)

const matchesWords = (session: SessionSummary, filter: ListSessionsInput): boolean =>
  (filter.agentId === undefined || session.agentId === filter.agentId) &&
  (filter.type === undefined || session.sessionType === filter.type) &&
  (filter.label === undefined || session.labels.includes(filter.label)) &&
  (filter.tag === undefined || session.tags.includes(filter.tag)) &&
  (filter.parentId === undefined || session.parentId === filter.parentId)

/** Only the server knows what a transcript says: a session that it did not send is new to a search by its title alone. */
const isFoundByTitle = (session: SessionSummary, text = ''): boolean => {
  const title = (session.title ?? '').toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => title.includes(word))
}

/** Whether a list with this filter, its text aside, has the session; the server's rules, applied to what the live feed brings. */
export const matchesFilter = (session: SessionSummary, filter: ListSessionsInput): boolean =>
  (filter.archived === true || !session.archived) &&
  (filter.empty === true || !isEmpty(session)) &&
  (filter.status === undefined || session.status === filter.status) &&
  (filter.state === undefined || session.state === filter.state) &&
  (filter.activity === undefined || session.activity === filter.activity) &&
  matchesWords(session, filter) &&
  within(session.createdAt, filter.createdAfter, filter.createdBefore) &&
  within(session.lastActivityAt, filter.activeAfter, filter.activeBefore)

/** Puts what changed into the pages: known rows where they stand, new ones first, gone ones out. */
export const applyChanges = (
  data: SessionPages,
  filter: ListSessionsInput,
  changes: readonly SessionChange[],
): SessionPages => {
  const changed = new Map<string, SessionSummary | null>()
  for (const change of changes) {
    if (change.kind === 'deleted') changed.set(change.sessionId, null)
    else changed.set(change.summary.id, matchesFilter(change.summary, filter) ? change.summary : null)
  }
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.flatMap((item) => {
      const next = changed.get(item.id)
      changed.delete(item.id)
      if (next === undefined) return [item]
      return next === null ? [] : [next]
    }),
  }))
  const matching = [...changed.values()].filter((summary) => summary !== null)
  const added = matching.filter((summary) => isFoundByTitle(summary, filter.text))
  const [first, ...rest] = pages
  return first ? { ...data, pages: [{ ...first, items: [...added, ...first.items] }, ...rest] } : data
}

/** All rows of the pages, each session once, newest activity first. */
export const rowsOf = (data: SessionPages): SessionSummary[] => {
  const rows = new Map<string, SessionSummary>()
  for (const page of data.pages) for (const item of page.items) if (!rows.has(item.id)) rows.set(item.id, item)
  return [...rows.values()].sort((one, other) => (one.lastActivityAt < other.lastActivityAt ? 1 : -1))
}
