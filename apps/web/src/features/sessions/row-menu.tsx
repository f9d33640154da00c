'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { useQueryClient } from '@tanstack/react-query'
import { MoreHorizontal } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Menu } from '@/components/ui/menu.tsx'

/** What can be done with a session from the list. */
export function RowMenu({ session }: { session: SessionSummary }) {
  const queries = useQueryClient()
  const router = useRouter()
  return (
    <Menu
      label={`Actions for ${session.title ?? 'untitled session'}`}
      size="iconSm"
      look="ghost"
      tabIndex={-1}
      className="text-subtle-foreground"
      entries={async () => (await import('./session-menu.tsx')).sessionMenu(session, { queries, router })}
    >
      <MoreHorizontal className="size-4" aria-hidden />
    </Menu>
  )
}
