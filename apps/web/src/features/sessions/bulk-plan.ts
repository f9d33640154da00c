import type { SessionSummary } from '@sojourn/contract/session'
import { formatCount, plural } from '@/format/number.ts'

/** What can be done with many sessions at once. Labels: `true` puts one on, `false` takes it off. */
export type BulkAction =
  | { kind: 'archive' }
  | { kind: 'unarchive' }
  | { kind: 'cancel' }
  | { kind: 'delete' }
  | { kind: 'label'; changes: ReadonlyMap<string, boolean> }

/** A session and what happens to it, or why nothing does. */
export interface Planned {
  session: SessionSummary
  effect: string
}

export interface BulkPlan {
  will: Planned[]
  skipped: Planned[]
}

type Verdict = { will: string } | { skip: string }

export const labelsAfter = (labels: readonly string[], changes: ReadonlyMap<string, boolean>): string[] => {
  const added = [...changes].filter(([label, on]) => on && !labels.includes(label)).map(([label]) => label)
  return [...labels.filter((label) => changes.get(label) !== false), ...added]
}

const labelVerdict = (session: SessionSummary, changes: ReadonlyMap<string, boolean>): Verdict => {
  const after = labelsAfter(session.labels, changes)
  const added = after.filter((label) => !session.labels.includes(label)).map((label) => `+ ${label}`)
  const removed = session.labels.filter((label) => !after.includes(label)).map((label) => `− ${label}`)
  const words = [...added, ...removed]
  return words.length > 0 ? { will: words.join(', ') } : { skip: 'Its labels are so already.' }
}

const cancelVerdict = ({ running, queueDepth }: SessionSummary): Verdict => {
  const parts = [
    ...(running ? ['the executing run'] : []),
    ...(queueDepth > 0 ? [plural(queueDepth, 'queued run')] : []),
  ]
  return parts.length > 0 ? { will: `Cancels ${parts.join(' and ')}.` } : { skip: 'Nothing executes or waits.' }
}

const verdictOn = (session: SessionSummary, action: BulkAction): Verdict => {
  switch (action.kind) {
    case 'archive':
      if (session.archived) return { skip: 'It is in the archive already.' }
      return session.running
        ? { skip: 'A run executes. Cancel it first.' }
        : { will: 'Hidden from lists, nothing is lost.' }
    case 'unarchive':
      return session.archived ? { will: 'Back in lists.' } : { skip: 'It is not in the archive.' }
    case 'cancel':
      return cancelVerdict(session)
    case 'delete': {
      const log = `its log of ${plural(session.lastSeq, 'event')}`
      const queue = session.queueDepth > 0 ? ` and ${formatCount(session.queueDepth)} queued` : ''
      return {
        will: session.running
          ? `Cancels the executing run, then deletes it, ${log}${queue}.`
          : `Deletes it, ${log}${queue}.`,
      }
    }
    default:
      return labelVerdict(session, action.changes)
  }
}

/** Exactly what an action would do now. */
export const planBulk = (action: BulkAction, sessions: readonly SessionSummary[]): BulkPlan => {
  const plan: BulkPlan = { will: [], skipped: [] }
  for (const session of sessions) {
    const verdict = verdictOn(session, action)
    if ('will' in verdict) plan.will.push({ session, effect: verdict.will })
    else plan.skipped.push({ session, effect: verdict.skip })
  }
  return plan
}
