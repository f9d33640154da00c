import type { AgentOffers, AgentOption } from '@sojourn/sdk'
import { oneLine } from '../output/plain-text.ts'

const valuesOf = (option: AgentOption): readonly string[] =>
  option.type === 'boolean' ? ['true', 'false'] : option.choices.map(({ value }) => value)

/** An option in a line: its id, what it is now, and what else it can be. */
const optionLine = (option: AgentOption): string => {
  const others = valuesOf(option).filter((value) => value !== String(option.value))
  return oneLine(`${option.id}: ${option.value}${others.length === 0 ? '' : ` (or ${others.join(', ')})`}`)
}

/** A line for each option, and one for all commands. */
export const offerLines = ({ options, commands }: AgentOffers): string[] => [
  ...options.map(optionLine),
  ...(commands.length === 0 ? [] : [oneLine(`commands: ${commands.map(({ name }) => `/${name}`).join(' ')}`)]),
]
