'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Dialog, DialogActions } from '@/components/ui/dialog.tsx'
import { Field, Input, Select, Textarea } from '@/components/ui/field.tsx'
import { getClient } from '@/wire/client.ts'
import { messageOf } from '@/wire/error-message.ts'
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
      <Field label="Type">
        {(control) => (
          <Input
            {...control}
            list="session-types"
            value={draft.sessionType}
            onChange={(event) => set({ sessionType: event.target.value })}
          />
        )}
      </Field>
      <datalist id="session-types">
        {['conversation', 'development', 'task', 'batch'].map((type) => (
          <option key={type} value={type} />
        ))}
      </datalist>
      <Field label="Labels" optional hint="Separated by commas">
        {(control) => (
          <Input {...control} value={draft.labels} onChange={(event) => set({ labels: event.target.value })} />
        )}
      </Field>
      <Field label="Tag" optional hint="A unique name; it moves here if another session has it">
        {(control) => <Input {...control} value={draft.tag} onChange={(event) => set({ tag: event.target.value })} />}
      </Field>
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
        {creation.error && (
          <p role="alert" className="text-danger-text text-xs">
            {messageOf(creation.error).detail} {messageOf(creation.error).advice}
          </p>
        )}
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" look="primary" disabled={creation.isPending}>
            {draft.text.trim() ? 'Create and send' : 'Create'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
