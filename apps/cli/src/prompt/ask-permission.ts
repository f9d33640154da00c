import { isCancel, select, text } from '@clack/prompts'
import type { Permission, PermissionAnswer, RuleScope } from '@sojourn/sdk'
import type { Cli } from '../cli.ts'
import { plainText } from '../output/plain-text.ts'

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

/** Asks at the terminal. `null`: no answer from here. The signal takes the question back. */
export const askPermission = async (
  { output }: Pick<Cli, 'output'>,
  permission: Permission,
  signal: AbortSignal,
): Promise<PermissionAnswer | null> => {
  output.line(output.style('dim', indented(JSON.stringify(permission.toolInput, null, 2))))
  const choice = await select({
    message: `Allow ${permission.toolId}.${permission.operation}?`,
    options: choices
      .filter(({ needs }) => needs === undefined || permission.options.includes(needs))
      .map(({ value, label }) => ({ value, label })),
    signal,
    withGuide: false,
  })
  if (isCancel(choice) || choice === 'later') return null
  if (choice === 'allow') return 'allow_once'
  if (choice === 'deny') return 'reject_once'
  if (choice === 'never session') return { option: 'reject_always', scope: 'session' }
  if (choice === 'explain') return denyWithMessage(signal)
  return {
    option: 'allow_always',
    scope: choice === 'always session' ? 'session' : choice === 'always agent' ? 'agent' : 'everyone',
  }
}

const denyWithMessage = async (signal: AbortSignal): Promise<PermissionAnswer | null> => {
  const message = await text({ message: 'Why not? The agent is told.', signal, withGuide: false })
  return isCancel(message) ? null : { option: 'reject_once', ...(message && { message }) }
}

const mostLines = 20

const indented = (json: string): string => {
  const lines = plainText(json).split('\n')
  const shown = lines.slice(0, mostLines).map((line) => `    ${line}`)
  return lines.length > mostLines
    ? [...shown, `    … ${lines.length - mostLines} more lines`].join('\n')
    : shown.join('\n')
}
