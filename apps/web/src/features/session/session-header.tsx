'use client'

import { useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, MoreHorizontal, PanelRight, Search, Shrink, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { Menu } from '@/components/ui/menu.tsx'
import { ConditionIcon } from '@/features/sessions/condition-icon.tsx'
import { sessionCommands } from '@/features/sessions/session-commands.ts'
import { conditionOf } from '@/features/sessions/session-condition.ts'
import { sessionMenu } from '@/features/sessions/session-menu.tsx'
import { ConnectionState } from '@/features/shell/connection-state.tsx'
import type { SessionDetail } from '@/wire/queries.ts'
import { TitleEditor } from './title-editor.tsx'

function SessionMenu({ session }: { session: SessionDetail }) {
  const queries = useQueryClient()
  const router = useRouter()
  const commands = sessionCommands({ queries, router })
  const [deleting, setDeleting] = useState(false)
  const [busy, setBusy] = useState(false)
  const remove = async () => {
    setBusy(true)
    await commands.remove(session.id)
    setBusy(false)
    setDeleting(false)
  }
  return (
    <>
      <Menu
        label="Actions"
        size="icon"
        look="ghost"
        entries={() => [
          ...sessionMenu(session, { queries, router }),
          {
            kind: 'action',
            label: 'Compact',
            icon: <Shrink aria-hidden />,
            onSelect: () => void commands.compact(session.id),
          },
          { kind: 'line' },
          {
            kind: 'action',
            label: 'Delete…',
            danger: true,
            icon: <Trash2 aria-hidden />,
            onSelect: () => setDeleting(true),
          },
        ]}
      >
        <MoreHorizontal className="size-4" aria-hidden />
      </Menu>
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title="Delete this session?"
        description="Its log, runs, checkpoints and requests go with it; an executing run is cancelled. Forks of it stay. This cannot be undone."
        action="Delete the session"
        busy={busy}
        onConfirm={() => void remove()}
      />
    </>
  )
}

/** Who this session is and what can be done with it as a whole. */
export function SessionHeader({
  session,
  inspecting,
  onInspect,
  onSearch,
}: {
  session: SessionDetail
  inspecting: boolean
  onInspect: () => void
  onSearch: () => void
}) {
  const condition = conditionOf(session)
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b pr-3 pl-2 md:pl-4">
      <Link
        href="/"
        aria-label="All sessions"
        className="flex size-8 items-center justify-center rounded-md text-muted-foreground hover:bg-hover md:hidden"
      >
        <ArrowLeft className="size-4" aria-hidden />
      </Link>
      <ConditionIcon kind={condition.kind} label={condition.label} />
      <TitleEditor session={session} />
      <Badge className="max-lg:hidden">{session.agentId}</Badge>
      {session.tags.map((tag) => (
        <Badge key={tag} tone="outline" className="max-lg:hidden">
          {tag}
        </Badge>
      ))}
      {session.archived && <Badge tone="outline">Archived</Badge>}
      <span className="flex-1" />
      <span className="shrink-0 md:hidden">
        <ConnectionState brief />
      </span>
      <IconButton label="Search in this session" keys="/" onClick={onSearch}>
        <Search className="size-4" aria-hidden />
      </IconButton>
      <SessionMenu session={session} />
      <IconButton
        label={inspecting ? 'Close the inspector' : 'Open the inspector'}
        keys="i"
        aria-pressed={inspecting}
        onClick={onInspect}
        className={inspecting ? 'bg-hover text-foreground' : ''}
      >
        <PanelRight className="size-4" aria-hidden />
      </IconButton>
    </header>
  )
}
