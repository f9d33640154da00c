'use client'

import { type AgentPreset, agentPresets, type PresetChoice, type PresetChoices } from '@sojourn/sdk'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { DialogActions } from '@/components/ui/dialog.tsx'
import { TextField } from '@/components/ui/field.tsx'
import { type AgentDraft, draftFrom, emptyDraft } from './agent-draft.ts'

const labels: Record<PresetChoice, string> = {
  model: 'Model',
  baseUrl: 'Address of the model server',
  keyEnv: 'Variable with the key',
  cwd: 'Directory to work in',
}

function Choices({
  id,
  preset,
  onMade,
  onBack,
}: {
  id: string
  preset: AgentPreset
  onMade: (draft: AgentDraft) => void
  onBack: () => void
}) {
  const [given, setGiven] = useState<PresetChoices>({})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value)) as PresetChoices
    onMade(draftFrom(id, preset.make(chosen)))
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      {preset.advice && <p className="rounded-md border bg-muted px-3 py-2 text-muted-foreground">{preset.advice}</p>}
      {[...preset.needs, ...preset.takes].map((choice) => {
        const needed = preset.needs.includes(choice)
        return (
          <TextField
            key={choice}
            label={labels[choice]}
            optional={!needed}
            required={needed}
            placeholder={preset.examples?.[choice] ?? ''}
            value={given[choice] ?? ''}
            onChange={(value) => setGiven({ ...given, [choice]: value })}
          />
        )
      })}
      <DialogActions>
        <Button onClick={onBack}>Back</Button>
        <Button type="submit" look="primary">
          Next
        </Button>
      </DialogActions>
    </form>
  )
}

/** Where an agent begins: one that is known by its name, or an empty form. */
export function PresetPicker({ onMade }: { onMade: (draft: AgentDraft) => void }) {
  const [id, setId] = useState<string | null>(null)
  const preset = id === null ? undefined : agentPresets[id]
  if (id !== null && preset) {
    return <Choices id={id} preset={preset} onMade={onMade} onBack={() => setId(null)} />
  }
  return (
    <ul className="grid gap-2 sm:grid-cols-2">
      {Object.entries(agentPresets).map(([key, { name, needs }]) => (
        <li key={key}>
          <button
            type="button"
            onClick={() => setId(key)}
            className="flex w-full flex-col rounded-lg border px-3 py-2 text-left hover:bg-hover"
          >
            <span className="font-medium">{name}</span>
            <span className="text-muted-foreground text-xs">
              {needs.includes('model') ? 'a model with built-in tools' : 'an agent on the server, over ACP'}
            </span>
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          onClick={() => onMade(emptyDraft)}
          className="flex w-full flex-col rounded-lg border border-dashed px-3 py-2 text-left hover:bg-hover"
        >
          <span className="font-medium">Something else</span>
          <span className="text-muted-foreground text-xs">any runner, with settings of yours</span>
        </button>
      </li>
    </ul>
  )
}
