'use client'

import type { FormEvent } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { DialogActions } from '@/components/ui/dialog.tsx'
import { Field, Input, Select, Textarea } from '@/components/ui/field.tsx'
import { messageOf } from '@/wire/error-message.ts'
import { type AgentDraft, problemWith } from './agent-draft.ts'

function JsonField({
  label,
  hint,
  value,
  onChange,
}: {
  label: string
  hint: string
  value: string
  onChange: (value: string) => void
}) {
  return (
    <Field label={label} optional hint={hint} error={problemWith(value) ?? undefined}>
      {(control) => (
        <Textarea
          {...control}
          spellCheck={false}
          className="max-h-72 font-mono text-xs leading-5"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

interface Props {
  draft: AgentDraft
  /** An agent that exists keeps its id. */
  isNew: boolean
  runners: readonly string[]
  busy: boolean
  error: unknown
  onChange: (changes: Partial<AgentDraft>) => void
  onSave: () => void
  onCancel: () => void
}

/** All that an agent is. The server checks the settings with the runner that will use them. */
export function AgentForm({ draft, isNew, runners, busy, error, onChange, onSave, onCancel }: Props) {
  const invalid = [draft.settings, draft.policy, draft.limits].some((text) => problemWith(text) !== null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="Id">
          {(control) => (
            <Input
              {...control}
              required
              disabled={!isNew}
              maxLength={128}
              pattern="[A-Za-z0-9][A-Za-z0-9._:\-]*"
              value={draft.id}
              onChange={(event) => onChange({ id: event.target.value })}
            />
          )}
        </Field>
        <Field label="Name" optional>
          {(control) => (
            <Input
              {...control}
              maxLength={200}
              value={draft.name}
              onChange={(event) => onChange({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Runner">
          {(control) => (
            <Select
              {...control}
              required
              value={draft.runner}
              onChange={(event) => onChange({ runner: event.target.value })}
            >
              <option value="">Choose…</option>
              {runners.map((runner) => (
                <option key={runner}>{runner}</option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <JsonField
        label="Settings"
        hint="Of the runner, as JSON. Better than a key here: apiKeyEnv, the variable of the server that holds it. ••• keeps a stored secret."
        value={draft.settings}
        onChange={(settings) => onChange({ settings })}
      />
      <details className="group">
        <summary className="w-fit rounded text-muted-foreground text-xs hover:text-foreground">
          Policy and limits
        </summary>
        <div className="mt-3 flex flex-col gap-3">
          <JsonField
            label="Policy"
            hint="Defaults of its sessions: rules, recovery, maxAttempts."
            value={draft.policy}
            onChange={(policy) => onChange({ policy })}
          />
          <JsonField
            label="Limits"
            hint="Defaults of its sessions, and maxActiveRuns of the agent."
            value={draft.limits}
            onChange={(limits) => onChange({ limits })}
          />
        </div>
      </details>
      {error !== null && error !== undefined && (
        <p role="alert" className="text-danger-text">
          {messageOf(error).detail}
        </p>
      )}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" disabled={busy || invalid}>
          {busy ? 'Saving…' : isNew ? 'Register' : 'Save'}
        </Button>
      </DialogActions>
    </form>
  )
}
