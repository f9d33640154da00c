'use client'

import type { JsonValue } from '@sojourn/contract/json'
import type { ExplainPermissionInput, PermissionExplanation } from '@sojourn/contract/permission'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { TextField } from '@/components/ui/field.tsx'
import { FormError } from '@/components/ui/form-error.tsx'
import { AgentSelect } from '@/features/agents/agent-select.tsx'
import { Reason } from '@/features/answers/reason.tsx'
import { getClient } from '@/wire/client.ts'
import { decisionTones, scopeWords } from './rule-words.ts'

const empty = { agentId: '', toolId: '', operation: '', toolInput: '' }
type Draft = typeof empty

const parseInput = (text: string): JsonValue | undefined => {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

const requestOf = (draft: Draft): ExplainPermissionInput => {
  const toolInput = parseInput(draft.toolInput)
  return {
    toolId: draft.toolId.trim(),
    operation: draft.operation.trim(),
    ...(draft.agentId && { agentId: draft.agentId }),
    ...(toolInput !== undefined && { toolInput }),
  }
}

const sources = {
  rule: 'a rule',
  policy: 'the policy',
  default: 'the default',
  always_ask: 'the list of tools that always ask',
} as const

function Explanation({ explanation }: { explanation: PermissionExplanation }) {
  const { decision, by, rule, reason } = explanation
  return (
    <p role="status" className="flex flex-wrap items-center gap-2 rounded-md border bg-muted px-3 py-2">
      <Badge tone={decisionTones[decision]}>{decision}</Badge>
      <span>
        by {sources[by]}
        {rule && (
          <span className="font-mono text-xs">
            {' '}
            {rule.toolId}.{rule.operation} ({scopeWords(rule)})
          </span>
        )}
        : <Reason text={reason} />
      </span>
    </p>
  )
}

/** What would become of a call, without making it. */
export function ExplainForm() {
  const [draft, setDraft] = useState(empty)
  const set = (changes: Partial<Draft>) => setDraft((current) => ({ ...current, ...changes }))
  const explain = useMutation({
    mutationFn: (request: ExplainPermissionInput) => getClient().permissions.explain.query(request),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    explain.mutate(requestOf(draft))
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3 rounded-lg border bg-raised p-4">
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <TextField label="Tool" required placeholder="fs" value={draft.toolId} onChange={(toolId) => set({ toolId })} />
        <TextField
          label="Operation"
          required
          placeholder="write"
          value={draft.operation}
          onChange={(operation) => set({ operation })}
        />
        <AgentSelect none="Any" value={draft.agentId} onChange={(agentId) => set({ agentId })} />
        <TextField
          label="Input"
          optional
          placeholder='{"path": "NOTES.md"}'
          className="font-mono text-xs"
          value={draft.toolInput}
          onChange={(toolInput) => set({ toolInput })}
        />
      </div>
      <Button type="submit" busy={explain.isPending} className="self-start">
        Explain
      </Button>
      {explain.data && <Explanation explanation={explain.data} />}
      <FormError error={explain.error} />
    </form>
  )
}
