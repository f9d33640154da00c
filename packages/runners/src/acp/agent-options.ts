import type {
  AvailableCommand,
  SessionConfigOption,
  SessionConfigSelectGroup,
  SessionConfigSelectOption,
  SessionModeState,
} from '@agentclientprotocol/sdk/unstable'
import type { AgentCommand, AgentOption } from '@sojourn/contract/agent-options'

/** How agents offered their models before the protocol had options for that. */
export interface ModelState {
  currentModelId: string
  availableModels: { modelId: string; name: string; description?: string | null }[]
}

/** What an agent lets people choose, in its own words. */
export interface OfferedOptions {
  modes: SessionModeState | null
  models: ModelState | null
  config: readonly SessionConfigOption[]
  commands: readonly AvailableCommand[]
}

/** How a choice is told to the agent. */
export type OptionRoute = 'config' | 'mode' | 'model'

export const modeOption = 'mode'
export const modelOption = 'model'

export const nothingOffered: OfferedOptions = { modes: null, models: null, config: [], commands: [] }

const described = (description: string | null | undefined) =>
  description == null || description === '' ? {} : { description }

const isGroup = (item: SessionConfigSelectOption | SessionConfigSelectGroup): item is SessionConfigSelectGroup =>
  'options' in item

const fromConfig = (option: SessionConfigOption): AgentOption => {
  const shared = {
    id: option.id,
    name: option.name,
    ...described(option.description),
    ...(option.category == null ? {} : { category: option.category }),
  }
  if (option.type === 'boolean') return { ...shared, type: 'boolean', value: option.currentValue }
  const choices = option.options.flatMap((item) =>
    isGroup(item)
      ? item.options.map(({ value, name, description }) => ({
          value,
          name,
          group: item.name,
          ...described(description),
        }))
      : [{ value: item.value, name: item.name, ...described(item.description) }],
  )
  return { ...shared, type: 'select', value: option.currentValue, choices }
}

const hasCategory = (config: readonly SessionConfigOption[], category: string): boolean =>
  config.some((option) => option.category === category || option.id === category)

const modesAsOption = ({ currentModeId, availableModes }: SessionModeState): AgentOption => ({
  id: modeOption,
  name: 'Mode',
  category: 'mode',
  type: 'select',
  value: currentModeId,
  choices: availableModes.map(({ id, name, description }) => ({ value: id, name, ...described(description) })),
})

const modelsAsOption = ({ currentModelId, availableModels }: ModelState): AgentOption => ({
  id: modelOption,
  name: 'Model',
  category: 'model',
  type: 'select',
  value: currentModelId,
  choices: availableModels.map(({ modelId, name, description }) => ({
    value: modelId,
    name,
    ...described(description),
  })),
})

/** Options as people see them. Agents that offer modes both ways offer them once. */
export const agentOptionsOf = ({ modes, models, config }: OfferedOptions): AgentOption[] => [
  ...(modes && !hasCategory(config, 'mode') ? [modesAsOption(modes)] : []),
  ...(models && !hasCategory(config, 'model') ? [modelsAsOption(models)] : []),
  ...config.filter((option) => option.type === 'select' || option.type === 'boolean').map(fromConfig),
]

export const agentCommandsOf = ({ commands }: OfferedOptions): AgentCommand[] =>
  commands.map(({ name, description, input }) => ({ name, description, ...(input?.hint ? { hint: input.hint } : {}) }))

export const routeOf = (offered: OfferedOptions, optionId: string): OptionRoute => {
  if (offered.config.some(({ id }) => id === optionId)) return 'config'
  return optionId === modeOption ? 'mode' : 'model'
}

/** The id of the option that chooses the mode or model, under whichever name the agent has it. */
export const optionOfCategory = (offered: OfferedOptions, category: 'mode' | 'model'): string | null => {
  const options = agentOptionsOf(offered)
  const found = options.find((option) => option.category === category) ?? options.find(({ id }) => id === category)
  return found?.id ?? null
}
