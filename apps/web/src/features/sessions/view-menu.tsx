'use client'

import { Bookmark } from 'lucide-react'
import { useState } from 'react'
import { later } from '@/components/ui/later.tsx'
import { Menu } from '@/components/ui/menu.tsx'
import { usePageCommands } from '@/features/shell/page-commands.ts'
import { useStored } from '@/preferences/stored.ts'
import { sameFilter, savedViews, viewFilterOf } from './saved-views.ts'
import type { SessionFilterState } from './use-session-filter.ts'

const ViewDialog = later(() => import('./view-dialog.tsx').then((module) => module.ViewDialog), { missing: 'over' })

export type ViewDialogState = { kind: 'save' } | { kind: 'rename'; name: string }

/** The saved views, and what can be done with the one that is shown. */
export function ViewMenu({ state }: { state: SessionFilterState }) {
  const views = useStored(savedViews)
  const [dialog, setDialog] = useState<ViewDialogState | null>(null)
  const filter = viewFilterOf(state.values)
  const current = views.find(({ name }) => name === state.values.view)
  const edited = current !== undefined && !sameFilter(current.filter, filter)
  const entries = async () => (await import('./view-entries.tsx')).viewEntries({ state, views, open: setDialog })
  usePageCommands('Views', entries)
  return (
    <>
      <Menu label="Views" align="start" look="ghost" entries={entries}>
        <Bookmark className={`size-3.5 ${current ? 'fill-current' : ''}`} aria-hidden />
        <span className="max-w-36 truncate">{current?.name ?? 'Views'}</span>
        {edited && <span className="font-normal text-subtle-foreground">edited</span>}
      </Menu>
      {dialog && (
        <ViewDialog
          dialog={dialog}
          filter={filter}
          onClose={() => setDialog(null)}
          onNamed={(view) => state.change({ view })}
        />
      )}
    </>
  )
}
