'use client'

import { Bot, Play, SearchX, ShieldQuestion, Terminal } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { buttonLook } from '@/components/ui/button-look.ts'
import { EmptyState } from '@/components/ui/page-state.tsx'
import { Connect } from '@/features/onboarding/connect.tsx'
import { BrandMark } from '@/features/shell/brand.tsx'
import { useShell } from '@/features/shell/shell-context.ts'
import type { SessionFilterState } from './use-session-filter.ts'
import { useStartDemo } from './use-start-demo.ts'

const happens = [
  { icon: Bot, text: 'An agent plans, reads its workspace and streams what it does, event by event.' },
  {
    icon: ShieldQuestion,
    text: 'Before it writes a file it asks. You decide, here or in a terminal; silence is never a yes.',
  },
  { icon: Play, text: 'Stop the server in the middle: after its start the run goes on where it broke off.' },
] as const

function Way({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col rounded-xl border bg-raised p-4">
      <h3 className="flex items-center gap-2 font-medium [&>svg]:size-4 [&>svg]:text-muted-foreground">
        {icon}
        {title}
      </h3>
      <div className="mt-2 flex flex-1 flex-col gap-3 text-muted-foreground">{children}</div>
    </section>
  )
}

function FirstSession() {
  const { openNewSession } = useShell()
  const demo = useStartDemo()
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-3xl flex-col gap-8 px-4 py-10">
        <div className="flex flex-col items-center text-center">
          <BrandMark className="size-10" />
          <h2 className="mt-4 font-semibold text-lg tracking-tight">No sessions yet</h2>
          <p className="mt-1 max-w-md text-muted-foreground">
            A session is work that outlives every process that serves it. Start one: it needs no key, and what it does
            in its workspace is real.
          </p>
          <div className="mt-5 flex flex-wrap justify-center gap-2">
            <Button look="primary" size="lg" busy={demo.isPending} onClick={() => demo.mutate()}>
              <Play className="size-3.5" aria-hidden />
              {demo.isPending ? 'Starting…' : 'Start the demo session'}
            </Button>
            <Button size="lg" onClick={openNewSession}>
              New session…
            </Button>
          </div>
          <ol className="mt-6 grid gap-3 text-left sm:grid-cols-3">
            {happens.map(({ icon: Icon, text }) => (
              <li key={text} className="flex gap-2.5 text-muted-foreground text-xs">
                <Icon className="mt-0.5 size-4 shrink-0 text-subtle-foreground" aria-hidden />
                {text}
              </li>
            ))}
          </ol>
        </div>
        <div className="grid gap-4 md:grid-cols-[3fr_2fr]">
          <Way icon={<Terminal aria-hidden />} title="Connect a program">
            <Connect />
          </Way>
          <Way icon={<Bot aria-hidden />} title="Add a real agent">
            <p>
              A model by its key, any agent that speaks the Agent Client Protocol, or a supervised shell: agents are
              registered once and then work in as many sessions as you like.
            </p>
            <div className="mt-auto">
              <Link href="/agents" className={buttonLook()}>
                Agents
              </Link>
            </div>
          </Way>
        </div>
      </div>
    </div>
  )
}

function NoMatch({ state }: { state: SessionFilterState }) {
  const { values, change, clear } = state
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title="No session matches"
      action={
        <>
          <Button onClick={clear}>Clear the filter</Button>
          {!values.archived && <Button onClick={() => change({ archived: true })}>Look in the archive as well</Button>}
        </>
      }
    >
      {values.text
        ? 'Titles and what was said were searched, in all sessions that the filter leaves.'
        : 'Archived and empty sessions are hidden unless “Display” says otherwise.'}
    </EmptyState>
  )
}

/** What stands in the place of an empty list: the way in, or the way out of the filter. */
export function NoSessions({ state }: { state: SessionFilterState }) {
  return state.active ? <NoMatch state={state} /> : <FirstSession />
}
