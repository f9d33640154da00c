'use client'

import type { Agent } from '@sojourn/contract/agent'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx'
import { sayError } from '@/components/ui/toast.tsx'
import { formatDuration } from '@/format/time.ts'
import { getClient } from '@/wire/client.ts'
import { messageOf } from '@/wire/error-message.ts'
import { hasCode } from '@/wire/problem.ts'
import { keys } from '@/wire/query-keys.ts'

/** Tries the agent out, changes and removes it. One that sessions still use is removed only when that is said. */
export function AgentActions({
  agent,
  onEdit,
  onRemoved,
}: {
  agent: Agent
  onEdit: () => void
  onRemoved: () => void
}) {
  const queries = useQueryClient()
  const [doomed, setDoomed] = useState<'no' | 'asked' | 'in use'>('no')
  const test = useMutation({
    mutationFn: () => getClient().agents.test.mutate({ agentId: agent.id }),
    onError: sayError,
  })
  const remove = useMutation({
    mutationFn: (force: boolean) => getClient().agents.remove.mutate({ agentId: agent.id, force }),
    onError: (error) => {
      if (hasCode(error, 'AGENT_IN_USE')) return setDoomed('in use')
      setDoomed('no')
      return sayError(error)
    },
    onSuccess: () => {
      onRemoved()
      return queries.invalidateQueries({ queryKey: keys.agents })
    },
  })
  const inUse = doomed === 'in use'
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" busy={test.isPending} onClick={() => test.mutate()}>
          {test.isPending ? 'Trying…' : 'Try it out'}
        </Button>
        <Button size="sm" onClick={onEdit}>
          Change
        </Button>
        <span className="flex-1" />
        <Button size="sm" look="dangerPlain" onClick={() => setDoomed('asked')}>
          Remove
        </Button>
      </div>
      {test.data && (
        <p
          role="status"
          className={`rounded-md border px-3 py-2 text-xs ${test.data.ok ? 'border-success-line bg-success-soft text-success-text' : 'border-danger-line bg-danger-soft text-danger-text'}`}
        >
          {test.data.detail} ({formatDuration(test.data.durationMs)})
        </p>
      )}
      <ConfirmDialog
        open={doomed !== 'no'}
        onOpenChange={(open) => !open && setDoomed('no')}
        title={inUse ? 'Sessions still use it' : 'Remove this agent?'}
        description={
          inUse
            ? `${remove.error ? messageOf(remove.error).detail : ''} Their runs wait until an agent of this id is registered again.`
            : `${agent.name} can give no new session work.`
        }
        action={inUse ? 'Remove all the same' : 'Remove'}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(inUse)}
      />
    </div>
  )
}
