import type { RunOutcomes } from '@sojourn/contract/usage-report'

/** `0%`, `0.4%`, `12%` */
export const formatShare = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`

/** Failed and timed out runs among those that were not cancelled. */
export const failureShare = ({ completed, failed, timed_out }: RunOutcomes['total']): number => {
  const tried = completed + failed + timed_out
  return tried === 0 ? 0 : (failed + timed_out) / tried
}
