import type { Blocked } from '@sojourn/sdk'
import { shortId } from '../find/abbreviation.ts'
import { clock, plural } from '../output/quantities.ts'

const more = (others: number, noun: string): string => (others > 0 ? `, and ${plural(others, noun)} more` : '')

const holders = (sessionIds: readonly string[]): string =>
  sessionIds.length === 0 ? '' : `; held by ${sessionIds.map(shortId).join(', ')}`

const limits = { host: 'of this host', agent: 'of its agent' }

/** Why nothing moves, and what would change that, in a sentence. */
const sentence = (blocked: Blocked): string => {
  switch (blocked.reason) {
    case 'permission':
      return `permission ${shortId(blocked.permissionId)} for ${blocked.toolId} ${blocked.operation}${more(blocked.others, 'request')}`
    case 'question':
      return `question ${shortId(blocked.questionId)}${more(blocked.others, 'question')}`
    case 'in_doubt':
      return `word on whether ${blocked.toolId} ${blocked.operation} (${blocked.toolCallId}) happened${more(blocked.others, 'call')}`
    case 'crashed':
      return 'recovery after a crash'
    case 'paused':
      return blocked.archived ? 'somebody to unarchive it' : 'somebody to resume it'
    case 'budget':
      return 'a greater budget'
    case 'retry_at':
      return `attempt ${blocked.attempt} of a run that failed`
    case 'delayed_until':
      return 'the time of the next run'
    case 'concurrency':
      return `a place: number ${blocked.position} in line for the ${blocked.maxActiveRuns} ${limits[blocked.limitOf]}${holders(blocked.heldBy)}`
    case 'no_runner':
      return blocked.runner === null
        ? `agent ${blocked.agentId}, which is gone`
        : `runner ${blocked.runner}, which this server does not have`
  }
}

/** The sentence with its times: `permission 0a1b2c3d for fs write · since 12:00:00 · until 12:05:00`. */
export const blockedWords = (blocked: Blocked): string =>
  [
    sentence(blocked),
    `since ${clock(blocked.since)}`,
    ...(blocked.until ? [`until ${clock(blocked.until)}`] : []),
  ].join(' · ')

/** As short as a table needs it: `place 3`, `retry 12:00:00`. */
export const blockedWord = (blocked: Blocked): string => {
  switch (blocked.reason) {
    case 'concurrency':
      return `place ${blocked.position}`
    case 'retry_at':
      return `retry ${clock(blocked.until)}`
    case 'delayed_until':
      return `at ${clock(blocked.until)}`
    case 'no_runner':
      return 'no runner'
    default:
      return blocked.reason
  }
}
