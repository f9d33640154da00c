'use client'

import { Clock } from 'lucide-react'
import { Menu } from '@/components/ui/menu.tsx'
import { formatMoment } from '@/format/time.ts'

const minuteMs = 60_000

const tomorrowAt = (now: number, hour: number): number => {
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, hour).getTime()
}

const choices = [
  { label: 'In 15 minutes', at: (now: number) => now + 15 * minuteMs },
  { label: 'In an hour', at: (now: number) => now + 60 * minuteMs },
  { label: 'In four hours', at: (now: number) => now + 240 * minuteMs },
  { label: 'Tomorrow at 9:00', at: (now: number) => tomorrowAt(now, 9) },
] as const

/** Sends what is written, to be worked off no earlier than a time; until then it waits in the queue. */
export function LaterMenu({ disabled, onSend }: { disabled: boolean; onSend: (runAt: string) => void }) {
  return (
    <Menu
      label="Send later"
      size="icon"
      look="ghost"
      disabled={disabled}
      data-tooltip="Send later"
      entries={() => {
        const now = Date.now()
        return choices.map(({ label, at }) => {
          const runAt = new Date(at(now)).toISOString()
          return {
            kind: 'action',
            label: `${label} · ${formatMoment(runAt)}`,
            icon: <Clock aria-hidden />,
            onSelect: () => onSend(runAt),
          }
        })
      }}
    >
      <Clock className="size-4" aria-hidden />
    </Menu>
  )
}
