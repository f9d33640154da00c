import type { SessionEvent, SettledRun } from '@sojourn/sdk'
import type { Output } from '../output/output.ts'
import { oneLine } from '../output/plain-text.ts'
import { duration, plural, usageText } from '../output/quantities.ts'

type Settled = Extract<SessionEvent, { type: 'run.completed' | 'run.failed' | 'run.cancelled' | 'run.timed_out' }>

export const isSettled = (event: SessionEvent): event is Settled =>
  event.type === 'run.completed' ||
  event.type === 'run.failed' ||
  event.type === 'run.cancelled' ||
  event.type === 'run.timed_out'

const statuses = {
  'run.completed': 'completed',
  'run.failed': 'failed',
  'run.cancelled': 'cancelled',
  'run.timed_out': 'timed_out',
} as const

/** The status of the run that has settled with this event. */
export const statusOf = (event: Settled): SettledRun['status'] => statuses[event.type]

/** The last line of a run: how it ended, how long it took, what it used. */
export const settledLine = (output: Output, event: Settled, toolCalls: number): string => {
  const { tint, sign, words } = ending(event)
  const { durationMs, usage } = event.data
  const facts = [
    duration(durationMs),
    ...(toolCalls > 0 ? [plural(toolCalls, 'tool call')] : []),
    ...(usage ? [usageText(usage)] : []),
  ].filter(Boolean)
  return `${output.style(tint, `${sign} ${words}`)} ${output.style('dim', `· ${facts.join(' · ')}`)}`
}

const ending = (event: Settled): { tint: 'green' | 'red' | 'yellow'; sign: string; words: string } => {
  const { doneReason } = event.data
  switch (event.type) {
    case 'run.completed':
      return { tint: 'green', sign: '✔', words: doneReason === 'completed' ? 'completed' : `completed (${doneReason})` }
    case 'run.failed': {
      const why = doneReason === 'error' ? 'failed' : `failed (${doneReason})`
      return { tint: 'red', sign: '✖', words: `${why}: ${oneLine(event.data.error.message)}` }
    }
    case 'run.cancelled':
      return { tint: 'yellow', sign: '■', words: `cancelled by ${oneLine(event.data.by)}` }
    case 'run.timed_out':
      return { tint: 'red', sign: '■', words: `timed out after ${duration(event.data.timeoutMs)}` }
  }
}
