import type { ListSessionsInput } from '@sojourn/sdk'
import type { CommandDefinition, Given } from '../define-command.ts'

/** Options of commands that take the sessions that fit. */
export const sessionFilterOptions: NonNullable<CommandDefinition['options']> = [
  ['-a, --agent <agent>', 'of this agent'],
  ['--status <status>', 'with this status', ['active', 'paused', 'completed', 'crashed']],
  ['--activity <activity>', 'with this activity', ['running', 'requires_action', 'idle']],
  ['-t, --tag <tag>', 'the session with this tag'],
  ['--label <label>', 'with this label'],
  ['--type <type>', 'of this type'],
  ['--text <text>', 'with these words, or their beginnings, in title or transcript'],
  ['--archived', 'archived ones too'],
  ['--empty', 'empty ones too'],
]

export const sessionFilterOf = (given: Given): ListSessionsInput => ({
  agentId: given.text('agent'),
  status: given.text('status') as ListSessionsInput['status'],
  activity: given.text('activity') as ListSessionsInput['activity'],
  tag: given.text('tag'),
  label: given.text('label'),
  type: given.text('type'),
  text: given.text('text'),
  archived: given.flag('archived') || undefined,
  empty: given.flag('empty') || undefined,
})
