import { isCancel, select, text } from '@clack/prompts'
import type { Permission, PermissionAnswer, RuleScope } from '@sojourn/sdk'
import type { Cli } from '../cli.ts'
import { inputLines } from '../render/input-lines.ts'
import type { Reply } from './reply.ts'

/** Answers of the list; `later` leaves the request to somebody else. */
type Choice = 'allow' | 'deny' | 'explain' | 'later' | `always ${RuleScope}` | 'never session'

const choices: readonly { value: Choice; label: string; needs?: Permission['options'][number] }[] = [
  { value: 'allow', label: 'Allow once', needs: 'allow_once' },
  { value: 'always session', label: 'Allow always in this session', needs: 'allow_always' },
  { value: 'always agent', label: 'Allow always for this agent', needs: 'allow_always' },
  { value: 'always everyone', label: 'Allow always, everywhere', needs: 'allow_always' },
  { value: 'deny', label: 'Deny', needs: 'reject_once' },
  { value: 'explain', label: 'Deny and say why', needs: 'reject_once' },
  { value: 'never session', label: 'Deny always in this session', needs: 'reject_always' },
  { value: 'later', label: 'Leave it to somebody else' },
]

const answers: Record<Exclude<Choice, 'explain' | 'later'>, PermissionAnswer> = {
  allow: 'allow_once',
  deny: 'reject_once',
  'always session': { option: 'allow_always', scope: 'session' },
  'always agent': { option: 'allow_always', scope: 'agent' },
  'always everyone': { option: 'allow_always', scope: 'everyone' },
  'never session': { option: 'reject_always', scope: 'session' },
}

/** Asks at the terminal. The signal takes the question back. */
export const askPermission = async (
  { output }: Pick<Cli, 'output'>,
  permission: Permission,
  signal: AbortSignal,
): Promise<Reply<PermissionAnswer>> => {
  for (const line of inputLines(permission.toolInput)) output.line(output.style('dim', `  ${line}`))
  const choice = await select({
    message: `Allow ${permission.toolId}.${permission.operation}?`,
    options: choices
      .filter(({ needs }) => needs === undefined || permission.options.includes(needs))
      .map(({ value, label }) => ({ value, label })),
    signal,
    withGuide: false,
  })
  if (isCancel(choice)) return 'interrupted'
  if (choice === 'later') return 'later'
  if (choice === 'explain') return denyWithMessage(signal)
  return { answer: answers[choice] }
}

const denyWithMessage = async (signal: AbortSignal): Promise<Reply<PermissionAnswer>> => {
  const message = await text({ message: 'Why not? The agent is told.', signal, withGuide: false })
  return isCancel(message) ? 'interrupted' : { answer: { option: 'reject_once', ...(message && { message }) } }
}
