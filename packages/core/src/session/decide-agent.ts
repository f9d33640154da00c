import type { AgentOption, AgentOptionValue } from '@sojourn/contract/agent-options'
import { SojournError } from '@sojourn/contract/error'
import type { CommandOf } from './command.ts'
import { draft, type EventDraft } from './event-draft.ts'
import type { SessionState } from './session-state.ts'

const refusal = (path: string, message: string): SojournError =>
  new SojournError('VALIDATION_FAILED', message, { issues: [{ path, message }] })

/** The option with its new value; null when that is no value of it. */
const withValue = (option: AgentOption, value: AgentOptionValue): AgentOption | null => {
  if (option.type === 'boolean') return typeof value === 'boolean' ? { ...option, value } : null
  const known = option.choices.find((choice) => choice.value === value)
  return known ? { ...option, value: known.value } : null
}

/** [AG3] The option as it would be with `value`; VALIDATION_FAILED when the agent does not offer that. */
export const chosenOption = (
  { record }: SessionState,
  { optionId, value }: { optionId: string; value: AgentOptionValue },
): AgentOption => {
  const options = record.agentOptions?.options ?? []
  const option = options.find(({ id }) => id === optionId)
  if (!option) {
    const known = options.map(({ id }) => id).join(', ')
    throw refusal('optionId', known === '' ? 'The agent offers no options yet.' : `The agent offers ${known}.`)
  }
  const chosen = withValue(option, value)
  if (chosen) return chosen
  const values = option.type === 'boolean' ? 'true, false' : option.choices.map((choice) => choice.value).join(', ')
  throw refusal('value', `${option.name} can be ${values}.`)
}

/** [AG3] What somebody chose is kept, and what is so already is no change. */
export const decideSetAgentOption = (state: SessionState, command: CommandOf<'setAgentOption'>): EventDraft[] => {
  const { optionId, offered, actor } = command
  const option = chosenOption(state, command)
  const known = state.record.agentOptions
  if (!known || (known.chosen[optionId] === option.value && offered === null)) return []
  const options = offered ?? known.options.map((other) => (other.id === optionId ? option : other))
  const chosen = { ...known.chosen, [optionId]: option.value }
  return [
    draft('agent.options_changed', { options: [...options], commands: known.commands, chosen, by: actor.by }, actor),
  ]
}
