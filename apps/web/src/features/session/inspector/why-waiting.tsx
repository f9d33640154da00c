'use client'

import type { Blocked } from '@sojourn/contract/blocked'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Age } from '@/components/ui/time.tsx'
import { formatCost, formatShort, plural } from '@/format/number.ts'
import { formatMoment } from '@/format/time.ts'

const othersWords = (others: number): string => (others > 0 ? `, and ${plural(others, 'more', 'more')}` : '')

function Holders({ blocked }: { blocked: Extract<Blocked, { reason: 'concurrency' }> }) {
  return (
    <>
      The {blocked.limitOf} executes {plural(blocked.maxActiveRuns, 'run')} at a time; this one is number{' '}
      {blocked.position} of those who wait. The places are held by {blocked.heldBy.length === 0 && 'others'}
      {blocked.heldBy.map((id, at) => (
        <span key={id}>
          {at > 0 && ', '}
          <Link href={`/session?id=${encodeURIComponent(id)}`} className="font-mono underline underline-offset-2">
            {id.slice(-8)}
          </Link>
        </span>
      ))}
      .
    </>
  )
}

const budgetWords = ({ budget }: Extract<Blocked, { reason: 'budget' }>): string =>
  Object.entries(budget)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .map(([name, value]) => (name.endsWith('Usd') ? formatCost(value) : `${formatShort(value)} tokens`))
    .join(' or ')

const reasonOf = (blocked: Blocked): ReactNode => {
  switch (blocked.reason) {
    case 'permission':
      return `A person must allow ${blocked.toolId}.${blocked.operation}${othersWords(blocked.others)}.`
    case 'question':
      return `The agent asked something${othersWords(blocked.others)}.`
    case 'in_doubt':
      return `Nobody knows whether ${blocked.toolId}.${blocked.operation} happened${othersWords(blocked.others)}: say what did.`
    case 'crashed':
      return 'The session takes no input until it is recovered.'
    case 'paused':
      return blocked.archived ? 'The session is archived.' : 'The queue is held until somebody resumes the session.'
    case 'budget':
      return `The session has used up its budget of ${budgetWords(blocked)}.`
    case 'retry_at':
      return `An attempt failed; attempt ${blocked.attempt} waits for its time.`
    case 'delayed_until':
      return 'The next run has a time before which it does not start.'
    case 'concurrency':
      return <Holders blocked={blocked} />
    case 'no_runner':
      return blocked.runner === null
        ? `The agent ${blocked.agentId} is gone.`
        : `This server does not have the runner “${blocked.runner}” of ${blocked.agentId}.`
  }
}

/** Why the next run does not move: what it waits for, since when, and until when if that is known. */
export function WhyWaiting({ blocked, onShowWait }: { blocked: Blocked; onShowWait: (() => void) | null }) {
  return (
    <div className="mt-2 rounded-md border border-warning-line bg-warning-soft px-2.5 py-2 text-xs">
      <p className="[overflow-wrap:anywhere]">{reasonOf(blocked)}</p>
      <p className="mt-1 flex items-center gap-2 text-muted-foreground">
        <span>
          since <Age at={blocked.since} />
          {blocked.until && ` · until ${formatMoment(blocked.until)}`}
        </span>
        {onShowWait && (
          <button type="button" onClick={onShowWait} className="min-h-6 rounded px-1 underline underline-offset-2">
            Show it
          </button>
        )}
      </p>
    </div>
  )
}
