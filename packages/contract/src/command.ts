/** Core commands, recognised by the runtime in any input text, the same on every interface. Anything else is ordinary input. */
export const coreCommands = ['/compact', '/terminate', '/status'] as const
export type CoreCommand = (typeof coreCommands)[number]

/** The core command that `text` is, or `null`. Surrounding white space does not count; arguments make it ordinary input. */
export const coreCommandOf = (text: string): CoreCommand | null =>
  coreCommands.find((command) => command === text.trim()) ?? null
