import type { AnswerAllInput } from '@sojourn/sdk'
import type { Cli } from '../cli.ts'
import type { Given } from '../define-command.ts'
import type { Exit } from '../exit-codes.ts'
import { shortId } from '../find/abbreviation.ts'
import { findSession } from '../find/find-session.ts'
import { oneLine } from '../output/plain-text.ts'
import { toolLabel } from '../render/tool-label.ts'
import { UsageError } from '../usage-error.ts'

/** Requests that one call answers at most. */
const most = 200

interface Answer {
  decision: Omit<AnswerAllInput, 'permissionIds'>
  /** What is said of a request that was answered. */
  done: string
}

/** Gives one answer to everything that is pending, and says what became of each. Some refused is a failure. */
export const answerAll = async (cli: Cli, given: Given, { decision, done }: Answer): Promise<Exit | undefined> => {
  if (given.args[0] !== undefined) throw new UsageError('Name one permission, or give --all.')
  if (given.text('input') !== undefined) throw new UsageError('--input is for one permission, not for --all.')
  const { sojourn, signal, output } = cli
  const session = given.text('session')
  const place = session === undefined ? {} : { sessionId: (await findSession(cli, session)).id }
  const pending = await sojourn.permissions.list({ status: 'pending', limit: most, ...place }, { signal })
  const permissionIds = pending.items.map(({ id }) => id)
  const { items } =
    permissionIds.length === 0
      ? { items: [] }
      : await sojourn.permissions.answerAll({ permissionIds, ...decision }, { signal })
  if (cli.json) output.json({ items })
  else if (items.length === 0) output.note('Nothing waits for an answer.')
  for (const item of cli.json ? [] : items) {
    if (item.status === 'answered') output.line(`${done} ${toolLabel(item.permission, output.width - 10)}`)
    else output.note(`${shortId(item.permissionId)}: ${oneLine(item.error.message)}`)
  }
  return items.some(({ status }) => status === 'refused') ? 'error' : undefined
}
