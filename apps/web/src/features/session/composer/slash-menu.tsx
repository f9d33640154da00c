'use client'

import { type CoreCommand, coreCommands } from '@sojourn/contract/command'

const words: Record<CoreCommand, string> = {
  '/compact': 'Replace old transcript by a summary for the model',
  '/terminate': 'Cancel the executing run',
  '/status': 'Answer with the state of the session',
}

/** The commands that what is written may still become. */
export const matchingCommands = (text: string): CoreCommand[] =>
  /^\/\S*$/.test(text) ? coreCommands.filter((command) => command.startsWith(text) && command !== text) : []

export function SlashMenu({
  id,
  commands,
  selected,
  onChoose,
}: {
  id: string
  commands: readonly CoreCommand[]
  selected: number
  onChoose: (command: CoreCommand) => void
}) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Commands"
      className="absolute bottom-full left-0 z-20 mb-1.5 w-full rounded-lg border bg-raised p-1 shadow-pop sm:w-96"
    >
      {commands.map((command, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text field that owns this list
        <div
          key={command}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === selected}
          onClick={() => onChoose(command)}
          className="flex min-h-8 cursor-pointer items-center gap-3 rounded-md px-2 py-1 hover:bg-hover aria-selected:bg-hover"
        >
          <span className="w-20 shrink-0 font-mono text-xs">{command}</span>
          <span className="text-muted-foreground text-xs">{words[command]}</span>
        </div>
      ))}
    </div>
  )
}
