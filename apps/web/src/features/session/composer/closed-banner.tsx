'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Archive, CircleCheck, CirclePause, OctagonX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { sayError } from '@/components/ui/toast.tsx'
import { useSessionCommands } from '@/features/sessions/use-session-commands.ts'
import { getClient } from '@/wire/client.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import { keys } from '@/wire/query-keys.ts'

function Banner({
  icon,
  text,
  danger = false,
  children,
}: {
  icon: ReactNode
  text: string
  danger?: boolean
  children: ReactNode
}) {
  return (
    <div
      role="status"
      className={`mb-2 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border px-3 py-2 [&>svg]:size-4 [&>svg]:shrink-0 ${danger ? 'border-danger-line bg-danger-soft text-danger-text' : 'bg-muted text-muted-foreground'}`}
    >
      {icon}
      <span className="min-w-40 flex-1">{text}</span>
      <span className="flex flex-wrap gap-2">{children}</span>
    </div>
  )
}

function Crashed({ sessionId }: { sessionId: string }) {
  const queries = useQueryClient()
  const recover = useMutation({
    mutationFn: (strategy: 'continue' | 'retry' | 'abandon') =>
      getClient().sessions.recover.mutate({ sessionId, strategy }),
    onError: sayError,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.session(sessionId) }),
  })
  return (
    <Banner danger icon={<OctagonX aria-hidden />} text="Crashed: it takes no input until it is recovered.">
      <Button size="sm" look="primary" busy={recover.isPending} onClick={() => recover.mutate('continue')}>
        Continue from the checkpoint
      </Button>
      <Button size="sm" busy={recover.isPending} onClick={() => recover.mutate('retry')}>
        Retry from the start
      </Button>
      <Button size="sm" busy={recover.isPending} onClick={() => recover.mutate('abandon')}>
        Abandon the run
      </Button>
    </Banner>
  )
}

/** Says why a session takes no input, or holds it, and offers the way out. Nothing while it is simply open. */
export function ClosedBanner({ session }: { session: SessionDetail }) {
  const { change } = useSessionCommands()
  const act = (action: 'resume' | 'unarchive', label: string) => (
    <Button size="sm" onClick={() => void change(session.id, action)}>
      {label}
    </Button>
  )
  if (session.archived) {
    return (
      <Banner icon={<Archive aria-hidden />} text="Archived: it takes no input.">
        {act('unarchive', 'Take out of the archive')}
      </Banner>
    )
  }
  if (session.status === 'crashed') return <Crashed sessionId={session.id} />
  if (session.status === 'completed') {
    return (
      <Banner icon={<CircleCheck aria-hidden />} text="Completed: it takes no input.">
        {act('resume', 'Reopen')}
      </Banner>
    )
  }
  if (session.status !== 'paused') return null
  return (
    <Banner icon={<CirclePause aria-hidden />} text="Paused: input is admitted and waits in the queue.">
      {act('resume', 'Resume')}
    </Banner>
  )
}

/** Whether the session refuses input. */
export const isClosed = (session: SessionDetail): boolean =>
  session.archived || session.status === 'completed' || session.status === 'crashed'
