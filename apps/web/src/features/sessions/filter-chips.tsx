'use client'

import { X } from 'lucide-react'
import { Button } from '@/components/ui/button.tsx'
import { describeTimeSpan } from './time-span.ts'
import type { FilterKey, SessionFilterState } from './use-session-filter.ts'

const asItIs = (value: unknown): string => String(value).replaceAll('_', ' ')
const span = (value: unknown): string => describeTimeSpan(String(value))

/** Those that have a place of their own in the bar (text, activity) are not shown again. */
const chips: readonly { key: FilterKey; name: string; words: ((value: unknown) => string) | null }[] = [
  { key: 'status', name: 'Status', words: asItIs },
  { key: 'state', name: 'State', words: asItIs },
  { key: 'agentId', name: 'Agent', words: String },
  { key: 'type', name: 'Type', words: String },
  { key: 'label', name: 'Label', words: String },
  { key: 'tag', name: 'Tag', words: String },
  { key: 'parentId', name: 'Forks of', words: String },
  { key: 'active', name: 'Active', words: span },
  { key: 'created', name: 'Created', words: span },
  { key: 'archived', name: 'With archived', words: null },
  { key: 'empty', name: 'With empty', words: null },
]

function Chip({ children, onRemove }: { children: string; onRemove: () => void }) {
  return (
    <span className="inline-flex h-6 min-w-0 items-center gap-1 rounded-md border bg-muted pl-2 text-xs">
      <span className="truncate">{children}</span>
      <button
        type="button"
        aria-label={`Remove ${children}`}
        onClick={onRemove}
        className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted-foreground hover:text-foreground"
      >
        <X className="size-3" aria-hidden />
      </button>
    </span>
  )
}

/** What narrows the list down now, each with a way to take it off. */
export function FilterChips({ values, change, clear }: SessionFilterState) {
  const shown = chips.flatMap(({ key, name, words }) => {
    const value = values[key]
    return value === null ? [] : [{ key, text: words ? `${name}: ${words(value)}` : name }]
  })
  if (shown.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-1.5 px-4 pb-2">
      {shown.map(({ key, text }) => (
        <Chip key={key} onRemove={() => change({ [key]: null })}>
          {text}
        </Chip>
      ))}
      <Button look="ghost" size="sm" onClick={clear}>
        Clear
      </Button>
    </div>
  )
}
