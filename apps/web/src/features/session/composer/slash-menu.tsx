'use client'

import type { SlashCommand } from './slash-commands.ts'

/** The commands that fit what has been written, over the composer. */
export function SlashMenu({
  id,
  commands,
  selected,
  onChoose,
}: {
  id: string
  commands: readonly SlashCommand[]
  selected: number
  onChoose: (command: SlashCommand) => void
}) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Commands"
      className="absolute bottom-full left-0 z-20 mb-1.5 max-h-72 w-full overflow-y-auto rounded-lg border bg-raised p-1 shadow-pop sm:w-112"
    >
      {commands.map((entry, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text field that owns this list
        <div
          key={entry.command}
          id={`${id}-${at}`}
          ref={(element) => {
            if (at === selected) element?.scrollIntoView({ block: 'nearest' })
          }}
          role="option"
          tabIndex={-1}
          aria-selected={at === selected}
          onClick={() => onChoose(entry)}
          className="flex min-h-8 cursor-pointer items-center gap-3 rounded-md px-2 py-1 hover:bg-hover aria-selected:bg-hover"
        >
          <span className="shrink-0 font-mono text-xs">
            {entry.command}
            {entry.hint && <span className="text-subtle-foreground"> {entry.hint}</span>}
          </span>
          <span className="min-w-0 flex-1 truncate text-right text-muted-foreground text-xs">{entry.description}</span>
        </div>
      ))}
    </div>
  )
}
