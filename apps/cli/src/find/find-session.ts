import { type ListSessionsInput, type SessionHandle, type SessionSummary, SojournError } from '@sojourn/sdk'
import type { Cli } from '../cli.ts'
import { expand } from './abbreviation.ts'

/** What a session argument may be; for the help. */
export const sessionReference =
  'A session is given by its id, a unique beginning or end of it, a tag, or @last (the one with the newest activity).'

/** Sessions among which an abbreviation is looked for, newest activity first. */
const mostSessions = 2000

const everySession = { empty: true, archived: true } as const

/** What looking a session up needs. */
type Lookup = Pick<Cli, 'sojourn' | 'signal'>

/** The session that an argument means. Throws SESSION_NOT_FOUND. */
export const findSession = async (cli: Lookup, reference: string): Promise<SessionHandle<null>> => {
  const id = reference === '@last' || reference === '-' ? await lastSession(cli) : await sessionBy(cli, reference)
  return cli.sojourn.session(id)
}

const lastSession = async ({ sojourn, signal }: Lookup): Promise<string> => {
  const { items } = await sojourn.sessions.list({ empty: true, limit: 1 }, { signal })
  const [last] = items
  if (last) return last.id
  throw new SojournError('SESSION_NOT_FOUND', 'There is no session yet: `sojourn send "…"` starts one')
}

const sessionBy = async ({ sojourn, signal }: Lookup, reference: string): Promise<string> => {
  const isId = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(reference)
  const exact = isId ? await orNull(sojourn.sessions.get({ sessionId: reference }, { signal })) : null
  if (exact) return exact.id
  const tagged = await orNull(sojourn.sessions.list({ tag: reference, ...everySession, limit: 1 }, { signal }))
  const [first] = tagged?.items ?? []
  if (first) return first.id
  const ids = await Array.fromAsync(sessions({ sojourn, signal }, everySession, mostSessions), ({ id }) => id)
  const found = expand(reference, ids, 'session')
  if (found) return found
  throw new SojournError('SESSION_NOT_FOUND', `No session has the id or the tag "${reference}"`)
}

const orNull = <Value>(answer: Promise<Value>): Promise<Value | null> =>
  answer.catch((error: unknown) => {
    if (error instanceof SojournError && ['SESSION_NOT_FOUND', 'VALIDATION_FAILED'].includes(error.code)) return null
    throw error
  })

/** Sessions page by page, `most` of them at most. */
export async function* sessions(
  { sojourn, signal }: Lookup,
  filter: ListSessionsInput,
  most: number,
): AsyncGenerator<SessionSummary> {
  let left = most
  let cursor: string | undefined
  while (left > 0) {
    const page = await sojourn.sessions.list({ ...filter, cursor, limit: Math.min(left, 200) }, { signal })
    yield* page.items
    left -= page.items.length
    if (page.nextCursor === null) return
    cursor = page.nextCursor
  }
}
