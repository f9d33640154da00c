'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Dialog, DialogActions } from '@/components/ui/dialog.tsx'
import { Field, Select, Textarea, TextField } from '@/components/ui/field.tsx'
import { FormError } from '@/components/ui/form-error.tsx'
import { getClient } from '@/wire/client.ts'
import { agentsQuery, infoQuery } from '@/wire/queries.ts'

interface Draft {
  text: string
  agentId: string
  sessionType: string
  labels: string
  tag: string
}

const words = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)

const create = async (draft: Draft) => {
  const { sessions, runs } = getClient()
  const labels = words(draft.labels)
  const session = await sessions.create.mutate({
    ...(draft.agentId && { agentId: draft.agentId }),
    ...(draft.tag.trim() && { tag: draft.tag.trim() }),
    ...(labels.length > 0 && { labels }),
    sessionType: draft.sessionType.trim() || 'conversation',
  })
  if (draft.text.trim()) await runs.submit.mutate({ sessionId: session.id, input: { text: draft.text } })
  return session
}

function Details({ draft, set }: { draft: Draft; set: (changes: Partial<Draft>) => void }) {
  const agents = useQuery(agentsQuery)
  const info = useQuery(infoQuery)
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label="Agent">
        {(control) => (
          <Select
            {...control}
            value={draft.agentId || (info.data?.defaultAgentId ?? '')}
            onChange={(event) => set({ agentId: event.target.value })}
          >
            {agents.data?.items.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name === agent.id ? agent.id : `${agent.name} (${agent.id})`}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <TextField
        label="Type"
        list="session-types"
        value={draft.sessionType}
        onChange={(sessionType) => set({ sessionType })}
      />
      <datalist id="session-types">
        {['conversation', 'development', 'task', 'batch'].map((type) => (
          <option key={type} value={type} />
        ))}
      </datalist>
      <TextField
        label="Labels"
        optional
        hint="Separated by commas"
        value={draft.labels}
        onChange={(labels) => set({ labels })}
      />
      <TextField
        label="Tag"
        optional
        hint="A unique name; it moves here if another session has it"
        value={draft.tag}
        onChange={(tag) => set({ tag })}
      />
    </div>
  )
}

export function NewSessionDialog({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  const router = useRouter()
  const [draft, setDraft] = useState<Draft>({ text: '', agentId: '', sessionType: 'conversation', labels: '', tag: '' })
  const set = (changes: Partial<Draft>) => setDraft((current) => ({ ...current, ...changes }))
  const creation = useMutation({
    mutationFn: create,
    onSuccess: (session) => {
      onOpenChange(false)
      router.push(`/session?id=${encodeURIComponent(session.id)}`)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    creation.mutate(draft)
  }
  return (
    <Dialog open onOpenChange={onOpenChange} title="New session">
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Field label="What should the agent do?" optional>
          {(control) => (
            <Textarea
              {...control}
              autoFocus
              rows={3}
              className="max-h-60"
              value={draft.text}
              onChange={(event) => set({ text: event.target.value })}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit()
              }}
            />
          )}
        </Field>
        <Details draft={draft} set={set} />
        <FormError error={creation.error} />
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" look="primary" busy={creation.isPending}>
            {draft.text.trim() ? 'Create and send' : 'Create'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
