'use client'

import { MessagesSquare, Play, SearchX } from 'lucide-react'
import { Button } from '@/components/ui/button.tsx'
import { EmptyState } from '@/components/ui/page-state.tsx'
import { useShell } from '@/features/shell/shell-context.ts'
import type { SessionFilterState } from './use-session-filter.ts'
import { useStartDemo } from './use-start-demo.ts'

function FirstSession() {
  const { openNewSession } = useShell()
  const demo = useStartDemo()
  return (
    <EmptyState
      icon={<MessagesSquare aria-hidden />}
      title="No sessions yet"
      action={
        <>
          <Button look="primary" disabled={demo.isPending} onClick={() => demo.mutate()}>
            <Play className="size-3.5" aria-hidden />
            {demo.isPending ? 'Starting…' : 'Start the demo session'}
          </Button>
          <Button onClick={openNewSession}>New session…</Button>
        </>
      }
    >
      The demo agent needs no key. It plans, reads a workspace and asks before it writes, so you see everything once.
    </EmptyState>
  )
}

function NoMatch({ clear }: { clear: SessionFilterState['clear'] }) {
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title="No session matches"
      action={<Button onClick={clear}>Clear the filter</Button>}
    >
      Archived and empty sessions are hidden unless “Display” says otherwise.
    </EmptyState>
  )
}

/** What stands in the place of an empty list: the way in, or the way out of the filter. */
export function NoSessions({ state }: { state: SessionFilterState }) {
  return state.active ? <NoMatch clear={state.clear} /> : <FirstSession />
}
