import type { CreateSessionInput, JsonObject } from '@sojourn/sdk'
import type { CommandDefinition, Given } from '../define-command.ts'
import { UsageError } from '../usage-error.ts'

/** Options of commands that make a session. */
export const newSessionOptions: NonNullable<CommandDefinition['options']> = [
  ['-a, --agent <agent>', 'the agent that works in it; default: the server’s'],
  ['--title <text>', 'title; default: the beginning of the first input'],
  ['-t, --tag <tag>', 'a unique name for it; taken from the session that has it'],
  ['--label <labels...>', 'labels'],
  ['--type <type>', 'conversation, development, task, batch or any other word'],
  ['--context <json>', 'a JSON object that the agent can read'],
  ['--id <id>', 'your own id for it'],
  [
    '--attach <agent-session>',
    'go on with a session that the agent itself keeps; `sojourn agents sessions` lists them',
  ],
  ['--budget <dollars>', 'what it may cost: used up, no run starts; exceeded, the run ends'],
]

export const newSessionInput = (given: Given): CreateSessionInput => ({
  agentId: given.text('agent'),
  title: given.text('title'),
  tag: given.text('tag'),
  labels: given.list('label'),
  sessionType: given.text('type'),
  context: jsonObject(given, 'context'),
  id: given.text('id'),
  ...attachOf(given),
  ...budgetOf(given),
})

const attachOf = (given: Given): Pick<CreateSessionInput, 'attach'> => {
  const agentSessionId = given.text('attach')
  return agentSessionId === undefined ? {} : { attach: { agentSessionId } }
}

const budgetOf = (given: Given): Pick<CreateSessionInput, 'limits'> => {
  const dollars = given.text('budget')
  if (dollars === undefined) return {}
  const costUsd = Number(dollars)
  if (dollars.trim() === '' || !(costUsd >= 0)) throw new UsageError('--budget takes US dollars like 2.50.')
  return { limits: { budget: { costUsd } } }
}

/** An option that takes a JSON object. */
export const jsonObject = (given: Given, name: string): JsonObject | undefined => {
  const value = given.json(name)
  if (value === undefined) return undefined
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new UsageError(`--${name} takes a JSON object like '{"key": "value"}'.`)
}
