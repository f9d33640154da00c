import type { SessionFilter } from '@sojourn/contract/session'
import type { SessionRecord } from '../ports/records.ts'

/** A run of the session is executing, or was when its host died. */
export const isExecuting = (record: SessionRecord): boolean =>
  record.state === 'running' || record.state === 'interrupting' || record.activeRunId !== null

/** Why a list hides a session unless asked ([S11]). */
export type Listing = 'shown' | 'empty' | 'archived' | 'archived_empty'

export const listingOf = (record: SessionRecord): Listing => {
  if (isExecuting(record)) return 'shown'
  if (record.archivedAt !== null) return record.empty ? 'archived_empty' : 'archived'
  return record.empty ? 'empty' : 'shown'
}

/** The listings that a filter asks for. */
export const listingsFor = (filter: SessionFilter): Listing[] => {
  const listings: Listing[] = ['shown']
  if (filter.empty) listings.push('empty')
  if (filter.archived) listings.push('archived')
  if (filter.empty && filter.archived) listings.push('archived_empty')
  return listings
}

/** Whether a list with this filter, its text aside, shows the session. Time ranges are exclusive at both ends. */
export const matchesFilter = (record: SessionRecord, filter: SessionFilter): boolean =>
  listingsFor(filter).includes(listingOf(record)) &&
  matchesFields(record, filter) &&
  (filter.label === undefined || record.labels.includes(filter.label)) &&
  (filter.tag === undefined || record.tags.includes(filter.tag)) &&
  isWithin(record.createdAt, filter.createdAfter, filter.createdBefore) &&
  isWithin(record.lastActivityAt, filter.activeAfter, filter.activeBefore)

const matchesFields = (record: SessionRecord, filter: SessionFilter): boolean =>
  (filter.agentId === undefined || record.agentId === filter.agentId) &&
  (filter.status === undefined || record.status === filter.status) &&
  (filter.state === undefined || record.state === filter.state) &&
  (filter.activity === undefined || record.activity === filter.activity) &&
  (filter.type === undefined || record.sessionType === filter.type) &&
  (filter.parentId === undefined || record.parentId === filter.parentId)

const isWithin = (time: string, after: string | undefined, before: string | undefined): boolean =>
  (after === undefined || time > after) && (before === undefined || time < before)
