import { type Permission, type Question, SojournError } from '@sojourn/sdk'
import type { Cli } from '../cli.ts'
import { UsageError } from '../usage-error.ts'
import { expand, shortId } from './abbreviation.ts'

/** The permission that an argument means; without one, the only one that is pending. */
export const findPermission = async ({ sojourn, signal }: Cli, given: string | undefined): Promise<Permission> => {
  const { items } = await sojourn.permissions.list({ status: 'pending', limit: 200 }, { signal })
  const pending = pick(items, given, 'permission')
  if (pending) return pending
  if (given !== undefined) return sojourn.permissions.get({ permissionId: given }, { signal })
  throw new SojournError('PERMISSION_NOT_FOUND', 'No permission is pending')
}

/** The question that an argument means; without one, the only one that is pending. */
export const findQuestion = async ({ sojourn, signal }: Cli, given: string | undefined): Promise<Question> => {
  const { items } = await sojourn.questions.list({ status: 'pending', limit: 200 }, { signal })
  const pending = pick(items, given, 'question')
  if (pending) return pending
  if (given !== undefined) return sojourn.questions.get({ questionId: given }, { signal })
  throw new SojournError('QUESTION_NOT_FOUND', 'No question is pending')
}

const pick = <Item extends { id: string }>(
  items: readonly Item[],
  given: string | undefined,
  noun: string,
): Item | undefined => {
  if (given === undefined) {
    if (items.length < 2) return items[0]
    const ids = items.map(({ id }) => shortId(id)).join(', ')
    throw new UsageError(`${items.length} ${noun}s are pending; say which: ${ids}. \`sojourn inbox\` shows them.`)
  }
  const id = expand(
    given,
    items.map((item) => item.id),
    noun,
  )
  return items.find((item) => item.id === id)
}
