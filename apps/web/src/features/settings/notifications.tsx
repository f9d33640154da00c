'use client'

import { useState } from 'react'
import { Segmented } from '@/components/ui/segmented.tsx'
import { notificationsWanted } from '@/features/shell/notifications-wanted.ts'
import { useMounted } from '@/features/shell/use-mounted.ts'
import { useStored } from '@/preferences/stored.ts'
import { Line, Section } from './section.tsx'

const options = [
  { value: 'off', label: 'Off' },
  { value: 'on', label: 'On' },
] as const

type Allowed = NotificationPermission | 'unsupported'

const allowedNow = (): Allowed => ('Notification' in window ? Notification.permission : 'unsupported')

const problems: Partial<Record<Allowed, string>> = {
  denied: 'This browser refuses notifications of this site; allow them in its settings first.',
  unsupported: 'This browser has no notifications.',
}

export function Notifications() {
  const wanted = useStored(notificationsWanted)
  const mounted = useMounted()
  const [asked, setAsked] = useState<Allowed | null>(null)
  const allowed = asked ?? (mounted ? allowedNow() : 'default')
  const choose = async (value: 'on' | 'off') => {
    if (value === 'off') return notificationsWanted.set(false)
    const answer = allowedNow() === 'unsupported' ? 'unsupported' : await Notification.requestPermission()
    setAsked(answer)
    notificationsWanted.set(answer === 'granted')
  }
  return (
    <Section title="Notifications">
      <Line
        label="When something waits for you"
        hint={
          problems[allowed] ??
          'A permission or a question, while the console is open but not in view. The count is in the tab’s title and icon anyway.'
        }
      >
        <Segmented
          label="Notifications"
          value={wanted && allowed === 'granted' ? 'on' : 'off'}
          onChange={(value) => void choose(value)}
          options={options}
        />
      </Line>
    </Section>
  )
}
