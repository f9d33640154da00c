'use client'

import type { Blocked } from '@sojourn/contract/blocked'
import Link from 'next/link'
import { Elapsed } from '@/components/ui/time.tsx'
import { blockedReason } from '@/features/sessions/blocked-words.ts'
import { formatMoment } from '@/format/time.ts'

function Holders({ blocked }: { blocked: Extract<Blocked, { reason: 'concurrency' }> }) {
  return (
    <>
      {' '}
      The places are held by {blocked.heldBy.length === 0 && 'others'}
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

/** Why the next run does not move: what it waits for, for how long, and until when if that is known. */
export function WhyWaiting({ blocked, onShowWait }: { blocked: Blocked; onShowWait: (() => void) | null }) {
  return (
    <div className="mt-2 rounded-md border border-warning-line bg-warning-soft px-2.5 py-2 text-xs">
      <p className="[overflow-wrap:anywhere]">
        {blockedReason(blocked)}.{blocked.reason === 'concurrency' && <Holders blocked={blocked} />}
      </p>
      <p className="mt-1 flex items-center gap-2 text-muted-foreground">
        <span>
          for <Elapsed since={Date.parse(blocked.since)} />
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
