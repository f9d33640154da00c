'use client'

import { Dialog } from '@/components/ui/dialog.tsx'
import { Keys } from '@/components/ui/keys.tsx'
import { shortcutGroups } from '@/keyboard/shortcut-list.ts'

export function ShortcutHelp({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open onOpenChange={onOpenChange} title="Keyboard shortcuts" wide>
      <div className="grid gap-x-10 gap-y-5 pt-1 sm:grid-cols-2">
        {shortcutGroups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3 className="mb-1 font-medium text-subtle-foreground text-xs">{group.title}</h3>
            <dl>
              {group.shortcuts.map((shortcut) => (
                <div key={shortcut.keys} className="flex h-7 items-center justify-between gap-4">
                  <dt>{shortcut.does}</dt>
                  <dd>
                    <Keys keys={shortcut.keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
