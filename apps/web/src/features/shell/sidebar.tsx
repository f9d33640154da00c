'use client'

import { Plus, Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Button } from '@/components/ui/button.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { Keys } from '@/components/ui/keys.tsx'
import { BrandMark } from './brand.tsx'
import { ConnectionState } from './connection-state.tsx'
import { type Destination, destinations, isAt } from './navigation.ts'
import { useShell } from './shell-context.ts'
import { ThemeMenu } from './theme-menu.tsx'
import { useInboxCount } from './use-inbox-count.ts'

function SidebarLink({ destination, count }: { destination: Destination; count: number }) {
  const current = isAt(usePathname(), destination.href)
  const Icon = destination.icon
  return (
    <li>
      <Link
        href={destination.href}
        aria-current={current ? 'page' : undefined}
        className={`flex h-8 items-center gap-2.5 rounded-md px-2 transition-colors duration-100 ${current ? 'bg-selected font-medium text-foreground' : 'text-muted-foreground hover:bg-hover hover:text-foreground'}`}
      >
        <Icon className="size-4" aria-hidden />
        <span className="flex-1">{destination.label}</span>
        {count > 0 && (
          <span className="min-w-5 rounded-full bg-warning-soft px-1.5 text-center font-medium text-2xs text-warning-text tabular-nums ring-1 ring-warning-line">
            {count}
            <span className="sr-only"> waiting for you</span>
          </span>
        )}
      </Link>
    </li>
  )
}

export function Sidebar() {
  const { openPalette, openNewSession } = useShell()
  const count = useInboxCount()
  return (
    <aside aria-label="Sojourn" className="hidden w-56 shrink-0 flex-col border-r bg-sidebar md:flex">
      <div className="flex h-12 items-center justify-between pr-2 pl-3">
        <Link href="/" className="flex items-center gap-2 rounded-md font-semibold tracking-tight">
          <BrandMark />
          Sojourn
        </Link>
        <IconButton label="New session" keys="c" onClick={openNewSession}>
          <Plus className="size-4" aria-hidden />
        </IconButton>
      </div>
      <div className="px-2 pb-2">
        <Button className="w-full justify-start font-normal text-muted-foreground" onClick={openPalette}>
          <Search className="size-3.5" aria-hidden />
          <span className="flex-1 text-left">Search…</span>
          <Keys keys="⌘ K" />
        </Button>
      </div>
      <nav aria-label="Main" className="flex-1 px-2">
        <ul className="flex flex-col gap-px">
          {destinations.map((destination) => (
            <SidebarLink
              key={destination.href}
              destination={destination}
              count={destination.href === '/inbox' ? count : 0}
            />
          ))}
        </ul>
      </nav>
      <div className="flex h-11 items-center justify-between gap-2 border-t pr-2 pl-3">
        <ConnectionState />
        <ThemeMenu />
      </div>
    </aside>
  )
}

function BottomLink({ destination, count }: { destination: Destination; count: number }) {
  const current = isAt(usePathname(), destination.href)
  const Icon = destination.icon
  return (
    <li className="flex-1">
      <Link
        href={destination.href}
        aria-current={current ? 'page' : undefined}
        className={`relative flex h-14 flex-col items-center justify-center gap-0.5 text-2xs ${current ? 'font-medium text-foreground' : 'text-muted-foreground'}`}
      >
        <Icon className="size-5" aria-hidden />
        {destination.label}
        {count > 0 && (
          <span className="absolute top-1.5 left-1/2 ml-1.5 min-w-4 rounded-full bg-warning-soft px-1 text-center font-medium text-2xs text-warning-text ring-1 ring-warning-line">
            {count}
            <span className="sr-only"> waiting for you</span>
          </span>
        )}
      </Link>
    </li>
  )
}

/** The navigation on narrow screens. A session takes the whole screen and leads back by its own arrow. */
export function BottomBar() {
  const count = useInboxCount()
  if (usePathname().startsWith('/session')) return null
  return (
    <nav aria-label="Main" className="shrink-0 border-t bg-sidebar pb-[env(safe-area-inset-bottom)] md:hidden">
      <ul className="flex">
        {destinations.map((destination) => (
          <BottomLink
            key={destination.href}
            destination={destination}
            count={destination.href === '/inbox' ? count : 0}
          />
        ))}
      </ul>
    </nav>
  )
}
