import type { Blocked } from '@sojourn/contract/blocked'
import { plural } from '@/format/number.ts'
import { formatAge, formatMoment } from '@/format/time.ts'

const more = (others: number): string => (others > 0 ? `, and ${plural(others, 'other')} like it` : '')

/** Why a session does not move, with who or what it waits for. */
export const blockedReason = (blocked: Blocked): string => {
  switch (blocked.reason) {
    case 'permission':
      return `Asks whether ${blocked.toolId} ${blocked.operation} may go ahead${more(blocked.others)}`
    case 'question':
      return `The agent asked something${more(blocked.others)}`
    case 'in_doubt':
      return `Nobody knows whether ${blocked.toolId} ${blocked.operation} happened${more(blocked.others)}`
    case 'crashed':
      return 'It takes no input until it is recovered'
    case 'paused':
      return blocked.archived ? 'It is in the archive' : 'The queue is held until somebody resumes the session'
    case 'budget':
      return 'It has used up its budget'
    case 'retry_at':
      return `Attempt ${blocked.attempt} starts at ${formatMoment(blocked.until)}`
    case 'delayed_until':
      return `Starts at ${formatMoment(blocked.until)}`
    case 'concurrency':
      return `Number ${blocked.position} in line: at most ${plural(blocked.maxActiveRuns, 'run')} of this ${blocked.limitOf} at once`
    default:
      return blocked.runner === null
        ? `The agent ${blocked.agentId} is gone`
        : `This server does not have the runner ${blocked.runner}`
  }
}

/** Why the next run does not move, and since when. `now` in ms since the epoch. */
export const describeBlocked = (blocked: Blocked, now: number): string => {
  const age = formatAge(blocked.since, now)
  return `${blockedReason(blocked)}. ${age === 'now' ? 'Since just now.' : `Since ${age}.`}`
}
