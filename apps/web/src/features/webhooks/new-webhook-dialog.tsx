'use client'

import type { CreateWebhookInput } from '@sojourn/contract/webhook'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Dialog, DialogActions } from '@/components/ui/dialog.tsx'
import { Field, Input, Select } from '@/components/ui/field.tsx'
import { getClient } from '@/wire/client.ts'
import { messageOf } from '@/wire/error-message.ts'
import { agentsQuery } from '@/wire/queries.ts'
import { keys } from '@/wire/query-keys.ts'
import { SecretNote } from './secret-note.tsx'

const empty = { url: '', types: 'permission.requested run.failed', agentId: '', description: '' }

const requestOf = (draft: typeof empty): CreateWebhookInput => {
  const types = draft.types.split(/[\s,]+/).filter(Boolean)
  return {
    url: draft.url.trim(),
    ...(types.length > 0 && { types }),
    ...(draft.agentId && { agentId: draft.agentId }),
    ...(draft.description && { description: draft.description }),
  }
}

function NewWebhookForm({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const agents = useQuery(agentsQuery)
  const [draft, setDraft] = useState(empty)
  const set = (changes: Partial<typeof empty>) => setDraft((current) => ({ ...current, ...changes }))
  const create = useMutation({
    mutationFn: () => getClient().webhooks.create.mutate(requestOf(draft)),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.webhooks }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  if (create.data) {
    return (
      <>
        <SecretNote secret={create.data.secret} />
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      </>
    )
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label="Address" error={create.error ? messageOf(create.error).detail : undefined}>
        {(control) => (
          <Input
            {...control}
            required
            type="url"
            placeholder="https://example.com/sojourn"
            value={draft.url}
            onChange={(event) => set({ url: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Types of events"
        hint="As in run.failed, all of a noun as in run.*, or * for all but streamed text."
      >
        {(control) => (
          <Input
            {...control}
            required
            className="font-mono text-xs"
            value={draft.types}
            onChange={(event) => set({ types: event.target.value })}
          />
        )}
      </Field>
      <Field label="Agent" optional>
        {(control) => (
          <Select {...control} value={draft.agentId} onChange={(event) => set({ agentId: event.target.value })}>
            <option value="">Any</option>
            {agents.data?.items.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="What it is for" optional>
        {(control) => (
          <Input
            {...control}
            maxLength={500}
            value={draft.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={create.isPending}>
          {create.isPending ? 'Adding…' : 'Add webhook'}
        </Button>
      </DialogActions>
    </form>
  )
}

export function NewWebhookDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New webhook"
      description="Events from now on are sent there, signed, and tried again for a day."
    >
      <NewWebhookForm onClose={() => onOpenChange(false)} />
    </Dialog>
  )
}
