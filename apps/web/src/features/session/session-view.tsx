'use client'

import dynamic from 'next/dynamic'
import { useEffect, useRef } from 'react'
import { asOneOf, asWhole, useAddress } from '@/address/use-address.ts'
import { Sheet } from '@/components/ui/dialog.tsx'
import { Skeleton } from '@/components/ui/page-state.tsx'
import { useSessionCommands } from '@/features/sessions/use-session-commands.ts'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import type { SessionLog, SessionLogView } from '@/wire/session-log.ts'
import { endSeqOf } from './end-seq.ts'
import { SessionCentre } from './session-centre.tsx'
import { SessionContext } from './session-context.ts'
import { SessionHeader } from './session-header.tsx'
import type { TranscriptHandle } from './transcript/transcript-list.tsx'
import { useInspectorOpen } from './use-inspector-open.ts'

const Inspector = dynamic(() => import('./inspector/inspector.tsx').then((module) => module.Inspector), {
  ssr: false,
  loading: () => <Skeleton className="m-4 h-40" />,
})

const parsers = { tab: asOneOf(['overview', 'events', 'runs', 'tools', 'checkpoints']), event: asWhole }

const useInspectorState = () => {
  const { values, change } = useAddress(parsers)
  const tab = values.tab ?? 'overview'
  const panel = useInspectorOpen()
  const inspectEvent = (seq: number) => {
    change({ tab: 'events', event: seq })
    panel.set(true)
  }
  return {
    tab,
    setTab: (next: typeof tab) => change({ tab: next === 'overview' ? null : next }),
    event: values.event,
    inspectEvent,
    panel,
  }
}

/** A session with everything around it: conversation in the middle, inspector at the side. */
export function SessionView({ session, log, view }: { session: SessionDetail; log: SessionLog; view: SessionLogView }) {
  const transcript = useRef<TranscriptHandle>(null)
  const composer = useRef<HTMLTextAreaElement>(null)
  const { tab, setTab, event, inspectEvent, panel } = useInspectorState()
  const { fork } = useSessionCommands()
  useShortcuts({
    r: () => composer.current?.focus(),
    i: () => panel.set(!panel.open),
    b: () => transcript.current?.showEnd(),
  })
  // A link to an event leads to its place, once that has arrived.
  const shownEvent = useRef<number | null>(null)
  const reached = event !== null && view.transcript.lastSeq >= event
  useEffect(() => {
    if (!reached || shownEvent.current === event) return
    shownEvent.current = event
    transcript.current?.showSeq(event)
  }, [reached, event])
  const context = {
    sessionId: session.id,
    agentId: session.agentId,
    inspectEvent,
    forkAt: (seq: number) => void fork(session.id, { atSeq: endSeqOf(view.events, seq) }),
  }
  const inspector = (
    <Inspector
      session={session}
      log={log}
      view={view}
      tab={tab}
      onTab={setTab}
      event={event}
      onShow={(seq) => {
        if (!panel.beside) panel.set(false)
        transcript.current?.showSeq(seq)
      }}
    />
  )
  return (
    <SessionContext value={context}>
      <SessionHeader session={session} inspecting={panel.open} onInspect={() => panel.set(!panel.open)} />
      <div className="flex min-h-0 flex-1">
        <SessionCentre session={session} view={view} transcriptRef={transcript} composerRef={composer} />
        {panel.beside && panel.open && (
          <aside aria-label="Inspector" className="flex w-[clamp(340px,28vw,460px)] shrink-0 flex-col border-l">
            {inspector}
          </aside>
        )}
      </div>
      {!panel.beside && (
        <Sheet open={panel.open} onOpenChange={panel.set} title="Inspector">
          {inspector}
        </Sheet>
      )}
    </SessionContext>
  )
}
