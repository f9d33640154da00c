'use client'

import type { AddRuleInput, RuleDecision } from '@sojourn/contract/permission'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Field, Select, TextField } from '@/components/ui/field.tsx'
import { FormError } from '@/components/ui/form-error.tsx'
import { say } from '@/components/ui/toast.tsx'
import { AgentSelect } from '@/features/agents/agent-select.tsx'
import { focusOnMount } from '@/keyboard/focus.ts'
import { getClient } from '@/wire/client.ts'
import { keys } from '@/wire/query-keys.ts'

const empty = {
  decision: 'allow' as RuleDecision,
  toolId: '',
  operation: '',
  path: '',
  glob: '',
  agentId: '',
  hours: '',
}
type Draft = typeof empty

const hourMs = 3_600_000

const ruleOf = (draft: Draft, now: number): AddRuleInput => ({
  decision: draft.decision,
  toolId: draft.toolId.trim() || '*',
  operation: draft.operation.trim() || '*',
  ...(draft.path.trim() && { input: { [draft.path.trim()]: draft.glob.trim() || '*' } }),
  ...(draft.agentId ? { scope: 'agent', agentId: draft.agentId } : { scope: 'everyone' }),
  ...(draft.hours && { expiresAt: new Date(now + Number(draft.hours) * hourMs).toISOString() }),
})

/** A standing answer that nobody had to be asked for. */
export function NewRuleForm({ onDone }: { onDone: () => void }) {
  const queries = useQueryClient()
  const [draft, setDraft] = useState(empty)
  const set = (changes: Partial<Draft>) => setDraft((current) => ({ ...current, ...changes }))
  const add = useMutation({
    mutationFn: (rule: AddRuleInput) => getClient().permissions.addRule.mutate(rule),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.rules })
      await say('The rule stands')
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate(ruleOf(draft, Date.now()))
  }
  return (
    <form aria-label="New rule" onSubmit={submit} className="mb-3 flex flex-col gap-3 rounded-lg border bg-raised p-4">
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Decision">
          {(control) => (
            <Select
              {...control}
              ref={focusOnMount}
              value={draft.decision}
              onChange={(event) => set({ decision: event.target.value as RuleDecision })}
            >
              <option value="allow">allow</option>
              <option value="ask">ask</option>
              <option value="deny">deny</option>
            </Select>
          )}
        </Field>
        <TextField
          optional
          label="Tool"
          placeholder="any, or a pattern: fs*"
          value={draft.toolId}
          onChange={(toolId) => set({ toolId })}
        />
        <TextField
          optional
          label="Operation"
          placeholder="any"
          value={draft.operation}
          onChange={(operation) => set({ operation })}
        />
        <AgentSelect none="Everyone’s" value={draft.agentId} onChange={(agentId) => set({ agentId })} />
        <TextField
          optional
          label="Where in the input"
          placeholder="command"
          value={draft.path}
          onChange={(path) => set({ path })}
        />
        <TextField
          optional
          label="What stands there"
          placeholder="npm test*"
          value={draft.glob}
          onChange={(glob) => set({ glob })}
        />
        <Field label="For how long">
          {(control) => (
            <Select {...control} value={draft.hours} onChange={(event) => set({ hours: event.target.value })}>
              <option value="">until it is revoked</option>
              <option value="1">1 hour</option>
              <option value="8">8 hours</option>
              <option value="168">7 days</option>
            </Select>
          )}
        </Field>
      </div>
      <FormError error={add.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" busy={add.isPending}>
          Add rule
        </Button>
      </div>
    </form>
  )
}
