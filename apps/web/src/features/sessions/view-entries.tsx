import { Bookmark, Link2, Pencil, Plus, Save, Trash2 } from 'lucide-react'
import type { MenuEntry } from '@/components/ui/menu.tsx'
import { say, sayDone } from '@/components/ui/toast.tsx'
import { deleteView, type SavedView, sameFilter, savedViews, saveView, viewFilterOf, viewPath } from './saved-views.ts'
import type { SessionFilterState } from './use-session-filter.ts'
import type { ViewDialogState } from './view-menu.tsx'

const copyLink = async (view: SavedView): Promise<void> => {
  await navigator.clipboard.writeText(`${window.location.origin}${viewPath(view)}`)
  await say('Link copied', 'It shows this list to everybody with access.')
}

const remove = (view: SavedView, state: SessionFilterState): void => {
  const before = savedViews.get()
  deleteView(view.name)
  state.change({ view: null })
  void sayDone(`View “${view.name}” deleted`, () => savedViews.set(before))
}

export const viewEntries = ({
  state,
  views,
  open,
}: {
  state: SessionFilterState
  views: readonly SavedView[]
  open: (dialog: ViewDialogState) => void
}): MenuEntry[] => {
  const filter = viewFilterOf(state.values)
  const current = views.find(({ name }) => name === state.values.view)
  const choices = views.map(
    (view): MenuEntry => ({
      kind: 'choice',
      label: view.name,
      icon: <Bookmark aria-hidden />,
      chosen: view === current,
      // The address knows how to read its own values.
      onSelect: () => window.history.replaceState(null, '', viewPath(view)),
    }),
  )
  const ofCurrent: MenuEntry[] = current
    ? [
        {
          kind: 'action',
          label: 'Update with this filter',
          icon: <Save aria-hidden />,
          disabled: sameFilter(current.filter, filter),
          onSelect: () => saveView({ name: current.name, filter }),
        },
        {
          kind: 'action',
          label: 'Rename…',
          icon: <Pencil aria-hidden />,
          onSelect: () => open({ kind: 'rename', name: current.name }),
        },
        { kind: 'action', label: 'Copy link', icon: <Link2 aria-hidden />, onSelect: () => void copyLink(current) },
        {
          kind: 'action',
          label: 'Delete view',
          icon: <Trash2 aria-hidden />,
          danger: true,
          onSelect: () => remove(current, state),
        },
        { kind: 'line' },
      ]
    : []
  return [
    ...(choices.length > 0
      ? [{ kind: 'heading', label: 'Saved views' } as const, ...choices, { kind: 'line' } as const]
      : []),
    ...ofCurrent,
    {
      kind: 'action',
      label: 'Save this filter as a view…',
      icon: <Plus aria-hidden />,
      disabled: !state.active,
      onSelect: () => open({ kind: 'save' }),
    },
  ]
}
