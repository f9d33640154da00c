'use client'

import { PanelLeftClose, PanelLeftOpen, Plus, Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { Keys } from '@/components/ui/keys.tsx'
import { later } from '@/components/ui/later.tsx'
import { useStored } from '@/preferences/stored.ts'
import { BrandMark } from './brand.tsx'
import { ConnectionState } from './connection-state.tsx'
import { InboxCount } from './inbox-count.tsx'
import { type Destination, destinations, isAt } from './navigation.ts'
import { useShell } from './shell-context.ts'
import { sidebarFolded } from './sidebar-folded.ts'
import { ThemeMenu } from './theme-menu.tsx'
import { prefetchMs, useAtRest } from './use-at-rest.ts'

const RecentList = later(() => import('./recent-list.tsx').then((module) => module.RecentList), { missing: 'here' })

function SidebarLink({
  destination,
  folded,
  prefetch,
}: {
  destination: Destination
  folded: boolean
  prefetch: boolean
}) {
  const current = isAt(usePathname(), destination.href)
  const { href, label, icon: Icon, key } = destination
  return (
    <li>
      <Link
        href={href}
        prefetch={prefetch ? null : false}
        aria-label={folded ? label : undefined}
        aria-current={current ? 'page' : undefined}
        data-tooltip={folded ? label : undefined}
        data-tooltip-keys={folded ? `g then ${key}` : undefined}
        className={`relative flex h-8 items-center gap-2.5 rounded-md px-2 transition-colors duration-100 ${current ? 'bg-selected font-medium text-foreground' : 'text-muted-foreground hover:bg-hover hover:text-foreground'}`}
      >
        <Icon className="size-4 shrink-0" aria-hidden />
        {!folded && <span className="flex-1">{label}</span>}
        {href === '/inbox' && <InboxCount className={folded ? 'absolute -top-0.5 left-4.5' : ''} />}
      </Link>
    </li>
  )
}

function SearchButton({ folded }: { folded: boolean }) {
  const { openPalette } = useShell()
  return (
    <button
      type="button"
      aria-label={folded ? 'Search and commands' : undefined}
      data-tooltip={folded ? 'Search and commands' : undefined}
      data-tooltip-keys="⌘ K"
      onClick={openPalette}
      className="flex h-7 w-full items-center gap-2 rounded-md border border-border-strong/70 bg-raised px-2 text-muted-foreground hover:bg-hover"
    >
      <Search className="size-3.5 shrink-0" aria-hidden />
      {!folded && (
        <>
          <span className="flex-1 text-left">Search…</span>
          <Keys keys="⌘ K" />
        </>
      )}
    </button>
  )
}

/** The navigation beside the page. Folded, it shows icons only. */
export function Sidebar() {
  const { openNewSession } = useShell()
  const folded = useStored(sidebarFolded)
  const atRest = useAtRest(prefetchMs)
  const FoldIcon = folded ? PanelLeftOpen : PanelLeftClose
  return (
    <aside
      aria-label="Sojourn"
      className={`hidden shrink-0 flex-col border-r bg-sidebar md:flex ${folded ? 'w-13' : 'w-56'}`}
    >
      <div
        className={`flex items-center pl-3 ${folded ? 'flex-col gap-2 pt-3 pr-3 pb-2' : 'h-12 justify-between pr-2'}`}
      >
        <Link href="/" className="flex items-center gap-2 rounded-md font-semibold tracking-tight">
          <BrandMark />
          {folded ? <span className="sr-only">Sojourn</span> : 'Sojourn'}
        </Link>
        <IconButton label="New session" keys="c" onClick={openNewSession}>
          <Plus className="size-4" aria-hidden />
        </IconButton>
      </div>
      <div className="px-2 pb-2">
        <SearchButton folded={folded} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden pb-3">
        <nav aria-label="Main" className="px-2 pt-0.5">
          <ul className="flex flex-col gap-px">
            {destinations.map((destination) => (
              <SidebarLink key={destination.href} destination={destination} folded={folded} prefetch={atRest} />
            ))}
          </ul>
        </nav>
        {!folded && <RecentList />}
      </div>
      <div
        className={`flex items-center gap-1 border-t ${folded ? 'flex-col py-2' : 'h-11 justify-between pr-2 pl-3'}`}
      >
        {folded ? <ConnectionState dotOnly /> : <ConnectionState />}
        <span className={`flex ${folded ? 'flex-col' : ''}`}>
          <ThemeMenu />
          <IconButton
            label={folded ? 'Unfold the side bar' : 'Fold the side bar'}
            keys="["
            size="iconSm"
            onClick={() => sidebarFolded.set(!folded)}
          >
            <FoldIcon className="size-4" aria-hidden />
          </IconButton>
        </span>
      </div>
    </aside>
  )
}
