'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { Menu } from '@/components/ui/menu.tsx'

export const themes = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const

export function ThemeMenu() {
  const { theme, setTheme } = useTheme()
  return (
    <Menu
      label="Appearance"
      size="iconSm"
      look="ghost"
      entries={() =>
        themes.map(({ value, label, icon: Icon }) => ({
          kind: 'choice',
          label,
          icon: <Icon aria-hidden />,
          chosen: theme === value,
          onSelect: () => setTheme(value),
        }))
      }
    >
      <Sun className="size-4 dark:hidden" aria-hidden />
      <Moon className="hidden size-4 dark:block" aria-hidden />
    </Menu>
  )
}
