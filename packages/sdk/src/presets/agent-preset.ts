import type { RegisterAgentInput } from '@sojourn/contract/agent'

/** What only the caller knows of an agent. */
export interface PresetChoices {
  model?: string | undefined
  /** Where the model is asked. */
  baseUrl?: string | undefined
  /** The variable of the server's environment that holds the key. */
  keyEnv?: string | undefined
  /** Where the agent works on the server; a directory for each session without it. */
  cwd?: string | undefined
}

export type PresetChoice = keyof PresetChoices

/** An agent that is known by a short name: what it is, and what it is registered as. */
export interface AgentPreset {
  name: string
  /** In a line, with the options of `sojourn agents add`. */
  about: string
  /** Must be chosen. */
  needs: readonly PresetChoice[]
  /** May be chosen. */
  takes: readonly PresetChoice[]
  examples?: Readonly<PresetChoices>
  /** What to do before it works; none when nothing is. */
  advice?: string
  /** Trying it out costs nothing. */
  triesOut?: true
  make: (choices: PresetChoices) => Omit<RegisterAgentInput, 'id'>
}
