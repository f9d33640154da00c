'use client'

import { Dialog } from '@/components/ui/dialog.tsx'
import { Keys } from '@/components/ui/keys.tsx'
import { shortcutGroups } from '@/keyboard/shortcut-list.ts'
import { destinations } from './navigation.ts'

const pages = {
  title: 'Go to',
  shortcuts: destinations.map(({ key, label }) => ({ keys: `g then ${key}`, does: label })),
}

export function ShortcutHelp({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open onOpenChange={onOpenChange} title="Keyboard shortcuts" wide>
      <div className="gap-x-10 pt-1 sm:columns-2">
        {[...shortcutGroups, pages].map((group) => (
          <section key={group.title} aria-label={group.title} className="mb-5 break-inside-avoid">
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
      <p className="text-muted-foreground text-xs">Keys do nothing while you type or a dialog is open.</p>
    </Dialog>
  )
}
