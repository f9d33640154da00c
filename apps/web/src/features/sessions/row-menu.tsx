'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { useQueryClient } from '@tanstack/react-query'
import { MoreHorizontal } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Menu } from '@/components/ui/menu.tsx'
import { useAtRest } from '@/features/shell/use-at-rest.ts'

/** Rows that only pass by while somebody scrolls are gone before. */
const restMs = 200

function Actions({ session }: { session: SessionSummary }) {
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

/** What can be done with a session from the list. A quarter of what a row consists of, it comes when the row has come to rest. */
export function RowMenu({ session }: { session: SessionSummary }) {
  return useAtRest(restMs) && <Actions session={session} />
}
