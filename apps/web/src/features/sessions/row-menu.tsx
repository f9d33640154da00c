'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { MoreHorizontal } from 'lucide-react'
import { Menu } from '@/components/ui/menu.tsx'
import { sessionMenu } from './session-menu.tsx'
import { useSessionCommands } from './use-session-commands.ts'

/** What can be done with a session from the list. */
export function RowMenu({ session }: { session: SessionSummary }) {
  const commands = useSessionCommands()
  return (
    <Menu
      label={`Actions for ${session.title ?? 'untitled session'}`}
      size="iconSm"
      look="ghost"
      tabIndex={-1}
      className="text-subtle-foreground"
      entries={() => sessionMenu(session, commands)}
    >
      <MoreHorizontal className="size-4" aria-hidden />
    </Menu>
  )
}
