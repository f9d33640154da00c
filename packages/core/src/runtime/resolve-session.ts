import { SojournError } from '@sojourn/contract/error'
import type { ResolvedSession, ResolveSessionInput } from '@sojourn/contract/session'
import type { AgentSession } from '../session/agent-session.ts'
import type { Actor } from './agent-runtime.ts'
import { createSession, createSessionHoldingTag } from './create-session.ts'
import { forkSession } from './fork-session.ts'
import { holdingTag } from './move-tag.ts'
import { openSession, type RuntimeContext, snapshot } from './runtime-context.ts'

/** [S8] A fork first, then a tag, then an id; what is unknown is 404 unless `create` says otherwise. */
export const resolveSession = async (
  context: RuntimeContext,
  actor: Actor,
  input: ResolveSessionInput,
): Promise<ResolvedSession> => {
  const { forkFrom, tag, id } = input
  if (forkFrom !== undefined) {
    const session = await forkSession(context, actor, { sessionId: forkFrom, ...(id === undefined ? {} : { id }) })
    return { ...snapshot(session), how: 'forked' }
  }
  if (tag === undefined) return findOrCreate(context, actor, input)
  return holdingTag(context, { actor, tag }, () => findOrCreate(context, actor, input))
}

const findOrCreate = async (
  context: RuntimeContext,
  actor: Actor,
  input: ResolveSessionInput,
): Promise<ResolvedSession> => {
  const found = await find(context, actor, input)
  if (found) return { ...snapshot(found), how: 'found' }
  const { id, tag, create } = input
  if (!create) {
    const named = tag === undefined ? `id ${id}` : `tag ${tag}`
    throw new SojournError('SESSION_NOT_FOUND', `No session has the ${named}.`)
  }
  const given = create === true ? {} : create
  const named = { ...given, ...(id === undefined ? {} : { id }), ...(tag === undefined ? {} : { tag }) }
  try {
    // A tag that only `create` names has not been looked for, so nobody holds it yet.
    const made = tag === undefined ? createSession : createSessionHoldingTag
    return { ...snapshot(await made(context, actor, named)), how: 'created' }
  } catch (error) {
    // Somebody else made it in the meantime, unless the id belongs to another project.
    const other = isRefusal(error, 'SESSION_EXISTS') ? await find(context, actor, input) : null
    if (!other) throw error
    return { ...snapshot(other), how: 'found' }
  }
}

const find = async (
  context: RuntimeContext,
  actor: Actor,
  { tag, id }: ResolveSessionInput,
): Promise<AgentSession | null> => {
  const { projectId } = actor
  const wanted = (tag === undefined ? null : await context.store.sessionOfTag({ projectId, tag })) ?? id
  if (wanted === undefined) return null
  try {
    return await openSession(context, actor, wanted)
  } catch (error) {
    if (isRefusal(error, 'SESSION_NOT_FOUND')) return null
    throw error
  }
}

const isRefusal = (error: unknown, code: string): boolean => error instanceof SojournError && error.code === code
