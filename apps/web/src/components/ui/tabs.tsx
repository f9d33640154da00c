'use client'

import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export interface Tab<Name extends string> {
  name: Name
  label: string
  count?: number | undefined
}

/** Tabs with the chosen one's panel below; only that panel is mounted. */
export function Tabs<Name extends string>({
  tabs,
  value,
  onChange,
  label,
  panel,
  className = '',
}: {
  tabs: readonly Tab<Name>[]
  value: Name
  onChange: (name: Name) => void
  label: string
  panel: (name: Name) => ReactNode
  className?: string
}) {
  return (
    <Radix.Root
      value={value}
      onValueChange={(name) => onChange(name as Name)}
      className={`flex min-h-0 flex-1 flex-col ${className}`}
    >
      <Radix.List
        aria-label={label}
        className="flex h-11 shrink-0 items-stretch gap-0.5 overflow-x-auto border-b px-2 [scrollbar-width:none]"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.name}
            value={tab.name}
            className="relative my-1.5 flex shrink-0 items-center gap-1.5 rounded-md px-2 text-muted-foreground max-sm:px-1.5 text-sm hover:text-foreground data-[state=active]:font-medium data-[state=active]:text-foreground data-[state=active]:after:absolute data-[state=active]:after:inset-x-1.5 data-[state=active]:after:-bottom-[7px] data-[state=active]:after:h-0.5 data-[state=active]:after:bg-foreground"
          >
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && (
              <span className="font-normal text-subtle-foreground text-xs tabular-nums">{tab.count}</span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.name} value={tab.name} className="min-h-0 flex-1 overflow-y-auto outline-none">
          {panel(tab.name)}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
