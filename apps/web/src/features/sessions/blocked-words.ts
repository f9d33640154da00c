import type { Blocked } from '@sojourn/contract/blocked'
import { formatCost, formatShort, plural } from '@/format/number.ts'
import { formatAge, formatMoment } from '@/format/time.ts'

const othersWords = (others: number): string => (others > 0 ? `, and ${plural(others, 'more', 'more')}` : '')

const budgetWords = ({ budget }: Extract<Blocked, { reason: 'budget' }>): string =>
  Object.entries(budget)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .map(([name, value]) => (name.endsWith('Usd') ? formatCost(value) : `${formatShort(value)} tokens`))
    .join(' or ')

/** Why a session does not move, with who or what it waits for. */
export const blockedReason = (blocked: Blocked): string => {
  switch (blocked.reason) {
    case 'permission':
      return `A person must allow ${blocked.toolId}.${blocked.operation}${othersWords(blocked.others)}`
    case 'question':
      return `The agent asked something${othersWords(blocked.others)}`
    case 'in_doubt':
      return `Nobody knows whether ${blocked.toolId}.${blocked.operation} happened${othersWords(blocked.others)}: say what did`
    case 'crashed':
      return 'It takes no input until it is recovered'
    case 'paused':
      return blocked.archived ? 'It is in the archive' : 'The queue is held until somebody resumes the session'
    case 'budget':
      return `It has used up its budget of ${budgetWords(blocked)}`
    case 'retry_at':
      return `An attempt failed; attempt ${blocked.attempt} waits for its time`
    case 'delayed_until':
      return 'The next run has a time before which it does not start'
    case 'concurrency':
      return `Number ${blocked.position} in line: this ${blocked.limitOf} executes at most ${plural(blocked.maxActiveRuns, 'run')} at once`
    default:
      return blocked.runner === null
        ? `The agent ${blocked.agentId} is gone`
        : `This server does not have the runner ${blocked.runner} of ${blocked.agentId}`
  }
}

/** Why the next run does not move, since when, and until when if that is known. `now` in ms since the epoch. */
export const describeBlocked = (blocked: Blocked, now: number): string => {
  const age = formatAge(blocked.since, now)
  const since = age === 'now' ? 'Since just now' : `Since ${age}`
  return `${blockedReason(blocked)}. ${since}${blocked.until ? `, until ${formatMoment(blocked.until)}` : ''}.`
}
