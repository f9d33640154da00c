'use client'

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useSearchParams } from 'next/navigation'
import type { ReactNode } from 'react'
import { asFlag, asText, useAddress } from '@/address/use-address.ts'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { type SessionDetail, sessionQuery } from '@/wire/queries.ts'

const parsers = { guide: asFlag, id: asText }

interface Step {
  at: 1 | 2 | 3
  title: string
  text: ReactNode
}

const link = 'font-medium text-accent-text underline-offset-2 hover:underline'

const stepOf = (session: SessionDetail): Step => {
  if (session.activity === 'requires_action') {
    return {
      at: 2,
      title: 'It waits for you',
      text: 'It wants to write a file. It does so only if somebody allows it: here, in the inbox, or in a terminal. Silence is never a yes. Press “Allow once”.',
    }
  }
  if (session.running || session.queueDepth > 0 || session.doneReason === null) {
    return {
      at: 1,
      title: 'The agent is at work',
      text: 'It plans, looks around in its workspace and says what it finds. Every step was stored before you saw it: reload, close the tab, stop the server. It goes on.',
    }
  }
  return {
    at: 3,
    title: 'Done. What now?',
    text: (
      <>
        Ask for more below,{' '}
        <Link className={link} href="/agents">
          add a real agent
        </Link>
        , or{' '}
        <Link className={link} href="/settings">
          connect a program
        </Link>
        . <kbd>?</kbd> lists the keys.
      </>
    ),
  }
}

function Card({ session, onClose }: { session: SessionDetail; onClose: () => void }) {
  const { at, title, text } = stepOf(session)
  return (
    <section
      aria-label="Guide"
      className="fixed inset-x-2 top-14 z-30 rounded-xl border border-accent-line bg-raised p-3 shadow-pop md:inset-x-auto md:top-auto md:bottom-14 md:left-2 md:w-52"
    >
      <div className="flex items-center justify-between gap-2">
        <p className="text-2xs text-subtle-foreground tabular-nums">Step {at} of 3</p>
        <IconButton label="Close the guide" size="iconSm" onClick={onClose}>
          <X className="size-3.5" aria-hidden />
        </IconButton>
      </div>
      <div role="status">
        <h2 className="font-medium">{title}</h2>
        <p className="mt-1 text-muted-foreground text-xs">{text}</p>
      </div>
    </section>
  )
}

function Followed({ sessionId }: { sessionId: string }) {
  const { change } = useAddress(parsers)
  const { data } = useQuery(sessionQuery(sessionId))
  return data ? <Card session={data} onClose={() => change({ guide: null })} /> : null
}

/** Says what is going on in somebody's first session, beside it. */
export function Guide() {
  const search = useSearchParams()
  const onSession = usePathname().startsWith('/session')
  const id = search.get('id')
  return onSession && id && search.get('guide') === 'true' ? <Followed sessionId={id} /> : null
}
