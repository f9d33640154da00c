'use client'

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'
import { asOneOf, asWhole, useAddress } from '@/address/use-address.ts'
import { Sheet } from '@/components/ui/dialog.tsx'
import { later } from '@/components/ui/later.tsx'
import { Skeleton } from '@/components/ui/page-state.tsx'
import { sayError } from '@/components/ui/toast.tsx'
import { useSessionCommands } from '@/features/sessions/use-session-commands.ts'
import { useShortcuts } from '@/keyboard/use-shortcuts.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import type { SessionLog, SessionLogView } from '@/wire/session-log.ts'
import { sessionOutlineOf } from '@/wire/use-session-log.ts'
import { endSeqOf } from './end-seq.ts'
import { MapBar } from './map/map-bar.tsx'
import { SearchBar } from './search/search-bar.tsx'
import { SessionCentre } from './session-centre.tsx'
import { SessionContext } from './session-context.ts'
import { SessionHeader } from './session-header.tsx'
import type { ShownRows, TranscriptHandle } from './transcript/transcript-list.tsx'
import { useInspectorOpen } from './use-inspector-open.ts'
import { useJumps } from './use-jumps.ts'

const Inspector = later(() => import('./inspector/inspector.tsx').then((module) => module.Inspector), {
  missing: 'here',
  Waiting: () => <Skeleton className="m-4 h-40" />,
})

/** A log no longer than this may have nothing for the timeline; a longer one keeps its place while it is read. */
const fewEvents = 8

const parsers = { tab: asOneOf(['overview', 'events', 'runs', 'tools', 'usage', 'checkpoints']), event: asWhole }

const useInspectorState = () => {
  'use memo'
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

/** Goes to the place of an event, however far back it is. */
const useGo = (log: SessionLog, transcript: React.RefObject<TranscriptHandle | null>) =>
  useCallback(
    async (seq: number) => {
      try {
        await log.loadBackTo(seq)
        // What has been read is in the document with the next frame.
        requestAnimationFrame(() => transcript.current?.showSeq(seq))
      } catch (error) {
        await sayError(error)
      }
    },
    [log, transcript],
  )

/** A link to an event leads to its place, once that has arrived. */
const useLinkedEvent = (event: number | null, view: SessionLogView, go: (seq: number) => Promise<void>) => {
  const shown = useRef<number | null>(null)
  const reached = event !== null && view.rows.length > 0 && view.transcript.lastSeq >= event
  useEffect(() => {
    if (!reached || shown.current === event) return
    shown.current = event
    void go(event)
  }, [reached, event, go])
}

/** A session with everything around it: conversation in the middle, inspector at the side. */
export function SessionView({ session, log, view }: { session: SessionDetail; log: SessionLog; view: SessionLogView }) {
  'use memo'
  const transcript = useRef<TranscriptHandle>(null)
  const composer = useRef<HTMLTextAreaElement>(null)
  const { tab, setTab, event, inspectEvent, panel } = useInspectorState()
  const { fork } = useSessionCommands()
  const [shown, setShown] = useState<ShownRows | null>(null)
  const [searching, setSearching] = useState(false)
  const outlined = sessionOutlineOf(log)
  const outline = useSyncExternalStore(outlined.subscribe, outlined.get, outlined.get)
  const go = useGo(log, transcript)
  useLinkedEvent(event, view, go)
  useJumps(outline.entries, { shown, go: (seq) => void go(seq) })
  useShortcuts({
    r: () => composer.current?.focus(),
    i: () => panel.set(!panel.open),
    b: () => transcript.current?.showEnd(),
    // At once, so that what is typed next is what is searched.
    '/': () => flushSync(() => setSearching(true)),
  })
  const context = {
    sessionId: session.id,
    agentId: session.agentId,
    inspectEvent,
    forkAt: (seq: number) => void fork(session.id, { atSeq: endSeqOf(log.get().events, seq) }),
  }
  const inspector = (
    <Inspector
      session={session}
      log={log}
      outline={outline}
      tab={tab}
      onTab={setTab}
      event={event}
      onShow={(seq) => {
        if (!panel.beside) panel.set(false)
        void go(seq)
      }}
    />
  )
  const above = (
    <>
      {outline.phase === 'loading' && session.lastSeq > fewEvents && <div className="h-9.25 shrink-0 border-b" />}
      {outline.entries.length > 1 && <MapBar outline={outline} shown={shown} onGo={(seq) => void go(seq)} />}
      {searching && (
        <SearchBar log={log} view={view} onGo={(seq) => void go(seq)} onClose={() => setSearching(false)} />
      )}
    </>
  )
  return (
    <SessionContext value={context}>
      <SessionHeader
        session={session}
        inspecting={panel.open}
        onInspect={() => panel.set(!panel.open)}
        onSearch={() => setSearching(!searching)}
      />
      <div className="flex min-h-0 flex-1">
        <SessionCentre
          session={session}
          log={log}
          view={view}
          above={above}
          transcriptRef={transcript}
          composerRef={composer}
          onShown={setShown}
        />
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
