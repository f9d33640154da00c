import type { Session } from '@sojourn/contract/session'

type Forked = Pick<Session, 'id' | 'parentId' | 'forkedAtSeq'>

/**
 * Seq of the last event that two sessions share: one is a fork of the other, or both are forks of the same. Null when
 * they are not related.
 */
export const forkPointOf = (left: Forked, right: Forked): number | null => {
  if (right.parentId === left.id) return right.forkedAtSeq
  if (left.parentId === right.id) return left.forkedAtSeq
  if (left.parentId === null || left.parentId !== right.parentId) return null
  return Math.min(left.forkedAtSeq ?? 0, right.forkedAtSeq ?? 0)
}
