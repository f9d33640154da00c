'use client'

import { Ellipsis } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { Menu, type MenuEntry } from '@/components/ui/menu.tsx'
import { InboxCount } from './inbox-count.tsx'
import { type Destination, destinations, isAt } from './navigation.ts'
import { useShell } from './shell-context.ts'
import { prefetchMs, useAtRest } from './use-at-rest.ts'

const place = 'relative flex h-14 w-full flex-col items-center justify-center gap-0.5 text-2xs'

function BottomLink({ destination, prefetch }: { destination: Destination; prefetch: boolean }) {
  const current = isAt(usePathname(), destination.href)
  const { href, label, icon: Icon } = destination
  return (
    <li className="min-w-0 flex-1">
      <Link
        href={href}
        prefetch={prefetch ? null : false}
        aria-current={current ? 'page' : undefined}
        className={`${place} ${current ? 'font-medium text-foreground' : 'text-muted-foreground'}`}
      >
        <Icon className="size-5" aria-hidden />
        {label}
        {href === '/inbox' && <InboxCount className="absolute top-1 left-1/2 ml-1.5" />}
      </Link>
    </li>
  )
}

/** The navigation on narrow screens. A session takes the whole screen and leads back by its own arrow. */
export function BottomBar() {
  const path = usePathname()
  const router = useRouter()
  const { openPalette } = useShell()
  const atRest = useAtRest(prefetchMs)
  if (path.startsWith('/session')) return null
  const others = destinations.filter(({ first }) => !first)
  const more = (): MenuEntry[] => [
    ...others.map(
      ({ href, label, icon: Icon }): MenuEntry => ({
        kind: 'action',
        label,
        icon: <Icon aria-hidden />,
        onSelect: () => router.push(href),
      }),
    ),
    { kind: 'line' },
    { kind: 'action', label: 'Search and commands', onSelect: openPalette },
  ]
  const current = others.some(({ href }) => isAt(path, href))
  return (
    <nav aria-label="Main" className="shrink-0 border-t bg-sidebar pb-[env(safe-area-inset-bottom)] md:hidden">
      <ul className="flex">
        {destinations
          .filter(({ first }) => first)
          .map((destination) => (
            <BottomLink key={destination.href} destination={destination} prefetch={atRest} />
          ))}
        <li className="flex min-w-0 flex-1 [&>span]:w-full">
          <Menu
            label="More"
            look="ghost"
            className={`${place} h-14! gap-0.5! rounded-none! border-0! text-2xs! font-normal ${current ? 'font-medium! text-foreground!' : ''}`}
            entries={more}
          >
            <Ellipsis className="size-5" aria-hidden />
            More
          </Menu>
        </li>
      </ul>
    </nav>
  )
}
