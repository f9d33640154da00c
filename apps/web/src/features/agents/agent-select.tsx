'use client'

import { useQuery } from '@tanstack/react-query'
import { Field, Select } from '@/components/ui/field.tsx'
import { agentsQuery } from '@/wire/queries.ts'

/** One of the registered agents, or none; `none` says what that means. */
export function AgentSelect({
  none,
  value,
  onChange,
}: {
  none: string
  value: string
  onChange: (agentId: string) => void
}) {
  const agents = useQuery(agentsQuery)
  return (
    <Field label="Agent" optional>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{none}</option>
          {agents.data?.items.map((agent) => (
            <option key={agent.id} value={agent.id}>
              {agent.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
