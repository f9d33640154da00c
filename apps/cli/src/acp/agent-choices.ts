import type { AvailableCommand, SessionConfigOption, SessionModeState, SessionUpdate } from '@agentclientprotocol/sdk'
import type { AgentOption, AgentOptions } from '@sojourn/sdk'

/** What Sojourn itself understands in every session. */
const ownCommands: readonly AvailableCommand[] = [
  { name: 'status', description: 'Say how the session is: what runs, what waits, what was used' },
  { name: 'compact', description: 'Have the old transcript summarised for the model' },
  { name: 'terminate', description: 'Cancel the run that is executing' },
]

type Select = Extract<AgentOption, { type: 'select' }>

/** Ways of working between which an agent lets people choose; undefined while it has not said. */
export const modesOf = (offered: AgentOptions | null): SessionModeState | undefined => {
  const mode = modeIn(offered)
  return (
    mode && {
      currentModeId: mode.value,
      availableModes: mode.choices.map(({ value, name, description = null }) => ({ id: value, name, description })),
    }
  )
}

/** The option that is the agent's mode. */
export const modeIn = (offered: AgentOptions | null): Select | undefined =>
  offered?.options.find((option): option is Select => option.type === 'select' && option.category === 'mode')

/** Everything that people may choose, as the protocol says it. */
export const configOptionsOf = (offered: AgentOptions | null): SessionConfigOption[] =>
  (offered?.options ?? []).map((option) => {
    const { id, name, description = null, category = null } = option
    const shared = { id, name, description, category }
    if (option.type === 'boolean') return { ...shared, type: 'boolean', currentValue: option.value }
    const options = option.choices.map(({ value, ...choice }) => ({
      value,
      name: choice.name,
      description: choice.description ?? null,
    }))
    return { ...shared, type: 'select', currentValue: option.value, options }
  })

/** What an editor is told when an agent offers something else than before. */
export const choiceUpdates = (offered: AgentOptions | null): SessionUpdate[] => {
  const theirs = (offered?.commands ?? [])
    .filter(({ name }) => !ownCommands.some((own) => own.name === name))
    .map(({ name, description, hint }) => ({ name, description, ...(hint && { input: { hint } }) }))
  const mode = modeIn(offered)
  const configOptions = configOptionsOf(offered)
  return [
    { sessionUpdate: 'available_commands_update', availableCommands: [...ownCommands, ...theirs] },
    ...(mode ? [{ sessionUpdate: 'current_mode_update' as const, currentModeId: mode.value }] : []),
    ...(configOptions.length > 0 ? [{ sessionUpdate: 'config_option_update' as const, configOptions }] : []),
  ]
}
