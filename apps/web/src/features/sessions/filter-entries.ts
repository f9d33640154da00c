import type { Agent } from '@sojourn/contract/agent'
import type { MenuEntry } from '@/components/ui/menu.tsx'
import type { SessionFilterState } from './use-session-filter.ts'

const statuses = ['active', 'paused', 'completed', 'crashed'] as const
const types = ['conversation', 'development', 'task', 'batch'] as const

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
const words = (all: readonly string[]) => all.map((value) => ({ value, label: capitalised(value) }))

/** What the list can be narrowed down to; choosing what is chosen takes it off again. */
export const filterEntries = ({ values, change }: SessionFilterState, agents: readonly Agent[]): MenuEntry[] => {
  const choices = (key: 'status' | 'type' | 'agentId', options: readonly { value: string; label: string }[]) =>
    options.map(
      ({ value, label }): MenuEntry => ({
        kind: 'choice',
        label,
        chosen: values[key] === value,
        onSelect: () => change({ [key]: values[key] === value ? null : value }),
      }),
    )
  return [
    { kind: 'heading', label: 'Status' },
    ...choices('status', words(statuses)),
    { kind: 'line' },
    { kind: 'heading', label: 'Type' },
    ...choices('type', words(types)),
    { kind: 'line' },
    { kind: 'heading', label: 'Agent' },
    ...choices(
      'agentId',
      agents.map(({ id, name }) => ({ value: id, label: name })),
    ),
  ]
}

/** What the list hides unless asked. */
export const displayEntries = ({ values, change }: SessionFilterState): MenuEntry[] => {
  const toggle = (key: 'archived' | 'empty', label: string): MenuEntry => ({
    kind: 'choice',
    label,
    chosen: values[key] === true,
    onSelect: () => change({ [key]: values[key] ? null : true }),
  })
  return [toggle('archived', 'Archived sessions'), toggle('empty', 'Empty sessions')]
}
