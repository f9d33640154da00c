'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { Command } from 'cmdk'
import type { ReactNode } from 'react'
import { Keys } from '@/components/ui/keys.tsx'
import type { MenuEntry } from '@/components/ui/menu.tsx'
import { Age } from '@/components/ui/time.tsx'
import { ConditionIcon } from '@/features/sessions/condition-icon.tsx'
import { conditionOf } from '@/features/sessions/session-condition.ts'

const item =
  'flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm data-[disabled=true]:opacity-50 data-[selected=true]:bg-hover [&>svg]:size-4 [&>svg]:shrink-0'
const heading =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-subtle-foreground [&_[cmdk-group-heading]]:text-xs'

export function PaletteGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Command.Group heading={title} className={heading}>
      {children}
    </Command.Group>
  )
}

/** A session. The server found it, perhaps by what was said in it, so it shows whatever its title is. */
export function SessionItem({
  session,
  found,
  onSelect,
}: {
  session: SessionSummary
  /** The text by which the server found it. */
  found: string
  onSelect: () => void
}) {
  const condition = conditionOf(session)
  return (
    <Command.Item
      value={`session ${session.id}`}
      keywords={[session.title ?? '', session.agentId, found]}
      onSelect={onSelect}
      className={item}
    >
      <ConditionIcon kind={condition.kind} label={condition.label} />
      <span className="min-w-0 flex-1 truncate">{session.title ?? 'Untitled session'}</span>
      <span className="text-subtle-foreground text-xs max-sm:hidden">{session.agentId}</span>
      <Age at={session.lastActivityAt} className="w-8 text-right text-subtle-foreground text-xs" />
    </Command.Item>
  )
}

export function ActionItem({
  icon,
  keys,
  disabled = false,
  onSelect,
  children,
}: {
  icon?: ReactNode
  keys?: string
  disabled?: boolean
  onSelect: () => void
  children: string
}) {
  return (
    <Command.Item
      value={children}
      disabled={disabled}
      onSelect={onSelect}
      className={`${item} [&>svg]:text-muted-foreground`}
    >
      {icon}
      <span className="flex-1">{children}</span>
      {keys && <Keys keys={keys} />}
    </Command.Item>
  )
}

/** What a menu offers, as lines of the palette. A branch stands as its lines, each with the branch's name before it. */
export const entryItems = (entries: readonly MenuEntry[], close: () => void, prefix = ''): ReactNode[] =>
  entries.flatMap((entry): ReactNode[] => {
    if (entry.kind === 'branch') return entryItems(entry.entries, close, `${prefix}${entry.label}: `)
    if (entry.kind !== 'action' && entry.kind !== 'choice') return []
    return [
      <ActionItem
        key={prefix + entry.label}
        icon={entry.icon}
        disabled={entry.kind === 'action' && (entry.disabled ?? false)}
        onSelect={() => {
          close()
          entry.onSelect()
        }}
      >
        {prefix + entry.label}
      </ActionItem>,
    ]
  })
