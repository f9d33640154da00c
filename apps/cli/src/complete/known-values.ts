import type { Sojourn } from '@sojourn/sdk'
import { shortId } from '../find/abbreviation.ts'
import { findSession } from '../find/find-session.ts'
import { oneLine, shorten } from '../output/plain-text.ts'
import { inputWords } from '../render/input-words.ts'
import { toolLabel } from '../render/tool-label.ts'

/** Something that can be named on the command line. */
export interface KnownValue {
  /** How it is named, shortest first. */
  names: readonly string[]
  /** What people call it. */
  about: string
}

export interface Ask {
  sojourn: Sojourn
  signal: AbortSignal
  /** The session that the rest of the line names, if any. */
  session: string | undefined
}

const mostAbout = 60

const namesOf = (id: string): string[] => (shortId(id) === id ? [id] : [shortId(id), id])

const known = (id: string, about: string): KnownValue => ({
  names: namesOf(id),
  about: shorten(oneLine(about), mostAbout),
})

type Lister = (ask: Ask) => Promise<KnownValue[]>

const titled = (title: string | null): string => shorten(oneLine(title ?? '(untitled)'), mostAbout)

const tagsOf: Lister = async ({ sojourn, signal }) => {
  const { items } = await sojourn.sessions.list({ empty: true, limit: 200 }, { signal })
  return items.flatMap(({ tags, title }) => tags.map((tag) => ({ names: [tag], about: titled(title) })))
}

const sessionsOf: Lister = async ({ sojourn, signal }) => {
  const { items } = await sojourn.sessions.list({ empty: true, limit: 200 }, { signal })
  const last = items.length > 0 ? [{ names: ['@last'], about: 'the one with the newest activity' }] : []
  return [...last, ...items.map(({ id, tags, title }) => ({ names: [...tags, ...namesOf(id)], about: titled(title) }))]
}

/** Runs that still can be changed. */
const runsOf: Lister = async ({ sojourn, signal, session = '@last' }) => {
  const { items } = await (await findSession({ sojourn, signal }, session)).runs({ limit: 100 }, { signal })
  return items
    .filter(({ status }) => status === 'queued' || status === 'running')
    .map((run) => known(run.id, inputWords(run.input)))
}

const listers: Readonly<Record<string, Lister>> = {
  session: sessionsOf,
  run: runsOf,
  tag: tagsOf,
  agent: async ({ sojourn, signal }) => {
    const { items } = await sojourn.agents.list({ limit: 200 }, { signal })
    return items.map(({ id, name }) => known(id, name))
  },
  runner: async ({ sojourn, signal }) => {
    const { runners } = await sojourn.system.info(undefined, { signal })
    return runners.map((name) => ({ names: [name], about: '' }))
  },
  permission: async ({ sojourn, signal }) => {
    const { items } = await sojourn.permissions.list({ status: 'pending', limit: 200 }, { signal })
    return items.map((permission) => known(permission.id, toolLabel(permission, mostAbout)))
  },
  question: async ({ sojourn, signal }) => {
    const { items } = await sojourn.questions.list({ status: 'pending', limit: 200 }, { signal })
    return items.map(({ id, prompt }) => known(id, prompt))
  },
  rule: async ({ sojourn, signal }) => {
    const { items } = await sojourn.permissions.rules({}, { signal })
    return items.map(({ id, decision, toolId, operation }) => known(id, `${decision} ${toolId}.${operation}`))
  },
}

/** What a server knows under this name of an argument; nothing for a name that is only text. */
export const knownValues = (name: string, ask: Ask): Promise<KnownValue[]> =>
  Object.hasOwn(listers, name) ? (listers[name]?.(ask) ?? Promise.resolve([])) : Promise.resolve([])
