'use client'

import type { Agent } from '@sojourn/contract/agent'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '@/components/ui/dialog.tsx'
import { say } from '@/components/ui/toast.tsx'
import { getClient } from '@/wire/client.ts'
import { infoQuery } from '@/wire/queries.ts'
import { keys } from '@/wire/query-keys.ts'
import { type AgentDraft, draftOf, parsedDraft } from './agent-draft.ts'
import { AgentForm } from './agent-form.tsx'
import { PresetPicker } from './preset-picker.tsx'

const save = (draft: AgentDraft, isNew: boolean): Promise<Agent> => {
  const { agents } = getClient()
  const parsed = parsedDraft(draft) as Omit<Parameters<typeof agents.register.mutate>[0], 'id'>
  return isNew
    ? agents.register.mutate({ id: draft.id, ...parsed })
    : agents.update.mutate({ agentId: draft.id, ...parsed })
}

/** Registers an agent, or changes the given one. */
export function AgentDialog({ agent, onClose }: { agent: Agent | null; onClose: () => void }) {
  const queries = useQueryClient()
  const { data: info } = useQuery(infoQuery)
  const [draft, setDraft] = useState<AgentDraft | null>(agent ? draftOf(agent) : null)
  const isNew = agent === null
  const saving = useMutation({
    mutationFn: (whole: AgentDraft) => save(whole, isNew),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: keys.agents })
      await say(`${saved.name} ${isNew ? 'is registered' : 'was changed'}`, 'Try it out to see whether it can work.')
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      wide
      title={agent ? `Change ${agent.name}` : 'New agent'}
      {...(agent ? { description: 'Sessions that exist keep the limits and policy they began with.' } : {})}
    >
      {draft ? (
        <AgentForm
          draft={draft}
          isNew={isNew}
          runners={info?.runners ?? []}
          busy={saving.isPending}
          error={saving.error}
          onChange={(changes) => setDraft({ ...draft, ...changes })}
          onSave={() => saving.mutate(draft)}
          onCancel={onClose}
        />
      ) : (
        <PresetPicker onMade={setDraft} />
      )}
    </Dialog>
  )
}
