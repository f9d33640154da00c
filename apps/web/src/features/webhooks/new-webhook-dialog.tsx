'use client'

import type { CreateWebhookInput } from '@sojourn/contract/webhook'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Dialog, DialogActions } from '@/components/ui/dialog.tsx'
import { TextField } from '@/components/ui/field.tsx'
import { AgentSelect } from '@/features/agents/agent-select.tsx'
import { getClient } from '@/wire/client.ts'
import { messageOf } from '@/wire/error-message.ts'
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
      <TextField
        label="Address"
        error={create.error ? messageOf(create.error).detail : undefined}
        required
        type="url"
        placeholder="https://example.com/sojourn"
        value={draft.url}
        onChange={(url) => set({ url })}
      />
      <TextField
        label="Types of events"
        hint="As in run.failed, all of a noun as in run.*, or * for all but streamed text."
        required
        className="font-mono text-xs"
        value={draft.types}
        onChange={(types) => set({ types })}
      />
      <AgentSelect none="Any" value={draft.agentId} onChange={(agentId) => set({ agentId })} />
      <TextField
        label="What it is for"
        optional
        maxLength={500}
        value={draft.description}
        onChange={(description) => set({ description })}
      />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={create.isPending}>
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
