import { Bot, ChartColumn, Inbox, type LucideIcon, MessagesSquare, Settings, ShieldCheck } from 'lucide-react'

export interface Destination {
  href: string
  label: string
  icon: LucideIcon
  keys: string
}

export const destinations: readonly Destination[] = [
  { href: '/', label: 'Sessions', icon: MessagesSquare, keys: 'g then s' },
  { href: '/inbox', label: 'Inbox', icon: Inbox, keys: 'g then i' },
  { href: '/agents', label: 'Agents', icon: Bot, keys: 'g then a' },
  { href: '/rules', label: 'Rules', icon: ShieldCheck, keys: 'g then r' },
  { href: '/usage', label: 'Usage', icon: ChartColumn, keys: 'g then u' },
  { href: '/settings', label: 'Settings', icon: Settings, keys: 'g then ,' },
]

/** The destination that a path belongs to; a session belongs to the list. */
export const isAt = (path: string, href: string): boolean =>
  href === '/' ? path === '/' || path.startsWith('/session') : path.startsWith(href)
