import type { Agent, RegisterAgentInput } from '@sojourn/contract/agent'
import type { JsonObject } from '@sojourn/contract/json'

/** An agent as a form has it: texts, until they are JSON. */
export interface AgentDraft {
  id: string
  name: string
  runner: string
  settings: string
  policy: string
  limits: string
}

const asText = (value: object): string => (Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 2))

export const emptyDraft: AgentDraft = { id: '', name: '', runner: '', settings: '', policy: '', limits: '' }

export const draftOf = ({ id, name, runner, settings, policy, limits }: Agent): AgentDraft => ({
  id,
  name,
  runner,
  settings: asText(settings),
  policy: asText(policy),
  limits: asText(limits),
})

export const draftFrom = (id: string, made: Omit<RegisterAgentInput, 'id'>): AgentDraft => ({
  id,
  name: made.name ?? '',
  runner: made.runner,
  settings: asText(made.settings ?? {}),
  policy: asText(made.policy ?? {}),
  limits: asText(made.limits ?? {}),
})

/** What is wrong with a text that should be a JSON object; null when nothing is. */
export const problemWith = (text: string): string | null => {
  if (text.trim() === '') return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? null : 'Write a JSON object'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const parse = (text: string): JsonObject => (text.trim() === '' ? {} : (JSON.parse(text) as JsonObject))

/** The fields that are JSON, parsed; call it when `problemWith` finds nothing. */
export const parsedDraft = ({ name, runner, settings, policy, limits }: AgentDraft) => ({
  runner,
  ...(name.trim() && { name: name.trim() }),
  settings: parse(settings),
  policy: parse(policy),
  limits: parse(limits),
})
