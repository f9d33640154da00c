'use client'

import type { FormEvent } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { DialogActions } from '@/components/ui/dialog.tsx'
import { Field, JsonField, Select, TextField } from '@/components/ui/field.tsx'
import { FormError } from '@/components/ui/form-error.tsx'
import { type AgentDraft, problemWith } from './agent-draft.ts'

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
        <TextField
          label="Id"
          required
          disabled={!isNew}
          maxLength={128}
          pattern="[A-Za-z0-9][A-Za-z0-9._:\-]*"
          value={draft.id}
          onChange={(id) => onChange({ id })}
        />
        <TextField label="Name" optional maxLength={200} value={draft.name} onChange={(name) => onChange({ name })} />
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
        optional
        error={problemWith(draft.settings) ?? undefined}
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
            optional
            error={problemWith(draft.policy) ?? undefined}
            value={draft.policy}
            onChange={(policy) => onChange({ policy })}
          />
          <JsonField
            label="Limits"
            hint="Defaults of its sessions, and maxActiveRuns of the agent."
            optional
            error={problemWith(draft.limits) ?? undefined}
            value={draft.limits}
            onChange={(limits) => onChange({ limits })}
          />
        </div>
      </details>
      <FormError error={error} />
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" busy={busy} disabled={invalid}>
          {busy ? 'Saving…' : isNew ? 'Register' : 'Save'}
        </Button>
      </DialogActions>
    </form>
  )
}
