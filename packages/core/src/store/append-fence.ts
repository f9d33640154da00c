import type { AppendRequest } from '../ports/session-store.ts'

/** Seq of the event before the request's first: where its log must end for the request to fit. */
export const baseSeqOf = (request: AppendRequest): number => request.record.lastSeq - request.events.length

/**
 * Whether the request's events follow each other and end at `record.lastSeq`; a new session's log begins with 1 ([E1]),
 * or where the past that it begins with has ended.
 */
export const isContiguous = (request: AppendRequest): boolean => {
  const base = baseSeqOf(request)
  if (base < 0 || (request.kind === 'create' && base !== (request.past?.uptoSeq ?? 0))) return false
  return request.events.every((event, index) => event.seq === base + index + 1)
}

/** Whether a refused request is a repetition: the ids stored at its seqs are its own ([E7]). */
export const isRepetition = (request: AppendRequest, storedIds: readonly string[]): boolean =>
  request.events.length > 0 &&
  storedIds.length === request.events.length &&
  request.events.every((event, index) => event.id === storedIds[index])
