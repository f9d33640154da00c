'use client'

import { useTheme } from 'next-themes'
import { Button } from '@/components/ui/button.tsx'
import { Keys } from '@/components/ui/keys.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'
import { type Density, listPreferences } from '@/features/sessions/list-layout.ts'
import { type Motion, motionPreference } from '@/features/shell/motion.ts'
import { useShell } from '@/features/shell/shell-context.ts'
import { themes } from '@/features/shell/theme-menu.tsx'
import { useMounted } from '@/features/shell/use-mounted.ts'
import { useStored } from '@/preferences/stored.ts'
import { Line, Section } from './section.tsx'

const densities: { value: Density; label: string }[] = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
]
const motions: { value: Motion; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'reduced', label: 'Reduced' },
]

function Theme() {
  const { theme, setTheme } = useTheme()
  const mounted = useMounted()
  return (
    <Segmented
      label="Theme"
      value={mounted ? (theme ?? 'system') : 'system'}
      onChange={setTheme}
      options={themes.map(({ value, label, icon: Icon }) => ({
        value,
        label: (
          <>
            <Icon className="size-3.5" aria-hidden />
            {label}
          </>
        ),
      }))}
    />
  )
}

export function Appearance() {
  const { openShortcuts } = useShell()
  const list = useStored(listPreferences)
  const motion = useStored(motionPreference)
  return (
    <Section title="Appearance" note="Kept in this browser.">
      <Line label="Theme">
        <Theme />
      </Line>
      <Line label="Density of the list" hint="Columns are chosen there, under “Display”.">
        <Segmented
          label="Density of the list"
          value={list.density}
          onChange={(density) => listPreferences.set({ ...list, density })}
          options={densities}
        />
      </Line>
      <Line label="Motion" hint="“System” follows what this computer is set to.">
        <Segmented label="Motion" value={motion} onChange={motionPreference.set} options={motions} />
      </Line>
      <Line label="Keyboard shortcuts">
        <Button onClick={openShortcuts}>
          Show <Keys keys="?" />
        </Button>
      </Line>
    </Section>
  )
}
