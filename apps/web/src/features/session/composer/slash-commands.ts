import type { AgentOptions } from '@sojourn/contract/agent-options'
import { type CoreCommand, coreCommands } from '@sojourn/contract/command'

export interface SlashCommand {
  /** With its slash. */
  command: string
  description: string
  /** What to write after it. */
  hint: string | null
}

const words: Record<CoreCommand, string> = {
  '/compact': 'Replace old transcript by a summary for the model',
  '/terminate': 'Cancel the executing run',
  '/status': 'Answer with the state of the session',
}

const ofRuntime: readonly SlashCommand[] = coreCommands.map((command) => ({
  command,
  description: words[command],
  hint: null,
}))

/** The runtime's own commands come first and win over an agent's of the same name. */
const commandsOf = (offered: AgentOptions | null): readonly SlashCommand[] => {
  const ofAgent = (offered?.commands ?? []).map(({ name, description, hint }) => ({
    ...{ command: `/${name}`, description },
    hint: hint ?? null,
  }))
  return [...ofRuntime, ...ofAgent.filter(({ command }) => !coreCommands.includes(command as CoreCommand))]
}

/** The commands that what is written may still become. */
export const matchingCommands = (text: string, offered: AgentOptions | null): SlashCommand[] =>
  /^\/\S*$/.test(text) ? commandsOf(offered).filter(({ command }) => command.startsWith(text) && command !== text) : []
