'use client'

import type { AgentOption, AgentOptions, AgentOptionValue } from '@sojourn/contract/agent-options'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { sayError } from '@/components/ui/toast.tsx'
import { getClient } from '@/wire/client.ts'
import { keys } from '@/wire/query-keys.ts'

const look =
  'h-7 max-w-40 min-w-0 truncate rounded-md border border-transparent bg-transparent px-1.5 text-muted-foreground text-xs hover:border-border hover:text-foreground'

function Choice({
  option,
  busy,
  onChange,
}: {
  option: AgentOption
  busy: boolean
  onChange: (value: AgentOptionValue) => void
}) {
  if (option.type === 'boolean') {
    return (
      <label title={option.description} className={`${look} flex items-center gap-1.5`}>
        <input
          type="checkbox"
          className="size-3.5 accent-(--accent)"
          checked={option.value}
          disabled={busy}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span className="truncate">{option.name}</span>
      </label>
    )
  }
  return (
    <select
      aria-label={option.name}
      title={option.description ?? option.name}
      value={option.value}
      disabled={busy}
      onChange={(event) => onChange(event.target.value)}
      className={look}
    >
      {option.choices.map(({ value, name }) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </select>
  )
}

/** What the agent lets people choose: its mode, its model, and whatever else it offers. */
export function AgentChoices({ sessionId, offered }: { sessionId: string; offered: AgentOptions }) {
  const queries = useQueryClient()
  const set = useMutation({
    mutationFn: (change: { optionId: string; value: AgentOptionValue }) =>
      getClient().sessions.setAgentOption.mutate({ sessionId, ...change }),
    onError: sayError,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.sessionDetail(sessionId) }),
  })
  return offered.options.map((option) => (
    <Choice
      key={option.id}
      option={option}
      busy={set.isPending}
      onChange={(value) => set.mutate({ optionId: option.id, value })}
    />
  ))
}
