import {
  Activity,
  Bot,
  ChartColumn,
  Inbox,
  type LucideIcon,
  MessagesSquare,
  Settings,
  ShieldCheck,
  Webhook,
} from 'lucide-react'

export interface Destination {
  href: string
  label: string
  icon: LucideIcon
  /** The second key of its shortcut: `g`, then this one. */
  key: string
  /** Has a place of its own in the bar of narrow screens; the others are under “More”. */
  first?: boolean
}

/**
 * Every page of the navigation, in its order. A page that is added here is in the side bar, the bar of narrow screens, the
 * palette, the shortcuts and their help.
 */
export const destinations: readonly Destination[] = [
  { href: '/', label: 'Sessions', icon: MessagesSquare, key: 's', first: true },
  { href: '/inbox', label: 'Inbox', icon: Inbox, key: 'i', first: true },
  { href: '/agents', label: 'Agents', icon: Bot, key: 'a', first: true },
  { href: '/rules', label: 'Rules', icon: ShieldCheck, key: 'r', first: true },
  { href: '/usage', label: 'Usage', icon: ChartColumn, key: 'u' },
  { href: '/operations', label: 'Operations', icon: Activity, key: 'o' },
  { href: '/webhooks', label: 'Webhooks', icon: Webhook, key: 'w' },
  { href: '/settings', label: 'Settings', icon: Settings, key: ',' },
]

/** The destination that a path belongs to; a session belongs to the list. */
export const isAt = (path: string, href: string): boolean =>
  href === '/' ? path === '/' || path.startsWith('/session') : path.startsWith(href)
