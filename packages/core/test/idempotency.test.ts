import { describe, expect, it } from 'vitest'
import type { SessionStore } from '../src/ports/session-store.ts'
import type { Actor, AgentRuntime } from '../src/runtime/agent-runtime.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { CountingIds } from '../src/testing/counting-ids.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

const hour = 3_600_000

/** A store to which answers are lost: its process dies between the work and the answer. */
const losingAnswers = (store: SessionStore): SessionStore =>
  new Proxy(store, {
    get: (target, name) => {
      if (name === 'answerKey') return () => new Promise(() => {})
      if (name === 'close') return async () => {}
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

type Work = (runtime: AgentRuntime, actor: Actor) => Promise<unknown>

/** What each mutation does a second time after its first execution has died before it could answer. */
const mutations: Record<string, Work> = {
  'sessions.create': (runtime, actor) => runtime.sessions.create(actor, { title: 'T', tag: 'made' }),
  'sessions.create with an id': (runtime, actor) => runtime.sessions.create(actor, { id: 'mine' }),
  'sessions.resolve': (runtime, actor) => runtime.sessions.resolve(actor, { tag: 'new', create: true }),
  'sessions.fork': (runtime, actor) => runtime.sessions.fork(actor, { sessionId: 's' }),
  'sessions.update': (runtime, actor) =>
    runtime.sessions.update(actor, { sessionId: 's', ifVersion: 1, checkpoint: { a: 1 }, title: 'New' }),
  'sessions.tag': (runtime, actor) => runtime.sessions.tag(actor, { sessionId: 's', tag: 't' }),
  'sessions.pause': (runtime, actor) => runtime.sessions.pause(actor, { sessionId: 's' }),
  'sessions.delete': (runtime, actor) => runtime.sessions.delete(actor, { sessionId: 's' }),
  'runs.submit': (runtime, actor) => runtime.runs.submit(actor, { sessionId: 's', input: { text: 'hi' } }),
  'runs.execute': (runtime, actor) => runtime.runs.execute(actor, { sessionId: 's', input: { text: 'hi' } }),
  'checkpoints.save': (runtime, actor) => runtime.checkpoints.save(actor, { sessionId: 's', data: 1 }),
  'agents.register': (runtime, actor) => runtime.agents.register(actor, { id: 'a', runner: 'test' }),
  'agents.remove': (runtime, actor) => runtime.agents.remove(actor, { agentId: 'extra' }),
  'permissions.addRule': (runtime, actor) =>
    runtime.permissions.addRule(actor, { scope: 'everyone', toolId: 'x', operation: '*', decision: 'allow' }),
}

const startOn = (store: SessionStore, prefix: string) =>
  startTestRuntime({
    store,
    ids: new CountingIds(prefix),
    agents: [
      { id: 'test', runner: 'test' },
      { id: 'extra', runner: 'test' },
    ],
  })

/** All that is stored of the sessions, rules and agents. */
const everything = async (store: SessionStore) => {
  const query = { projectId: 'default', limit: 200 }
  const { items } = await store.listSessions({ ...query, filter: { archived: true, empty: true } })
  const logs = await Promise.all(
    items.map(async ({ id }) => (await store.readEvents({ sessionId: id, afterSeq: 0, limit: 1000 })).length),
  )
  const runs = await Promise.all(items.map(async ({ id }) => (await store.listRuns({ ...query, sessionId: id })).items))
  const rules = await store.listRules({ projectId: 'default', all: true })
  return { sessions: items.map(({ id }) => id), logs, runs: runs.map((list) => list.length), rules: rules.length }
}

describe('idempotency keys', () => {
  it('[R11] the same key and input give the first answer again, in another order of keys too, and after a restart', async () => {
    const store = new MemoryStore()
    const { runtime } = await startOn(store, 'first')
    let times = 0
    const submit = (on: AgentRuntime, input: object) =>
      on.once(tester, { key: 'k', operation: 'sessions.create', input }, (actor) => {
        times += 1
        return on.sessions.create(actor, {})
      })
    const first = await submit(runtime, { a: 1, b: { c: 2, d: 3 } })
    await runtime.sessions.update(tester, { sessionId: first.id, title: 'Changed since' })
    expect(await submit(runtime, { b: { d: 3, c: 2 }, a: 1 })).toEqual(first)
    const restarted = await startOn(store, 'second')
    expect(await submit(restarted.runtime, { a: 1, b: { c: 2, d: 3 } })).toEqual(first)
    expect(times).toBe(1)
  })

  it('[R11] the same key with another input or for something else is 409', async () => {
    const { runtime } = await startTestRuntime()
    const call = { key: 'k', operation: 'a', input: { n: 1 } }
    await runtime.once(tester, call, async () => 1)
    const mismatch = { code: 'IDEMPOTENCY_MISMATCH' }
    await expect(runtime.once(tester, { ...call, input: { n: 2 } }, async () => 2)).rejects.toMatchObject(mismatch)
    await expect(runtime.once(tester, { ...call, operation: 'b' }, async () => 2)).rejects.toMatchObject(mismatch)
    expect(await runtime.once({ ...tester, projectId: 'other' }, { ...call, input: 0 }, async () => 3)).toBe(3)
  })

  it('[R11] two that arrive at once do the work once', async () => {
    const { runtime, store } = await startOn(new MemoryStore(), 'x')
    await runtime.sessions.create(tester, { id: 's' })
    const submit = () =>
      runtime.once(tester, { key: 'k', operation: 'runs.submit', input: {} }, (actor) =>
        runtime.runs.submit(actor, { sessionId: 's', input: { text: 'hi' } }),
      )
    const answers = await Promise.all([submit(), submit(), submit()])
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1)
    expect((await everything(store)).runs).toEqual([1])
  })

  it.each(Object.entries(mutations))(
    '[R11] %s finds what an execution has made that died before its answer',
    async (operation, work) => {
      const store = new MemoryStore()
      const dying = await startOn(losingAnswers(store), 'dying')
      await dying.runtime.sessions.create(tester, { id: 's' })
      const call = { key: 'k', operation, input: {} }
      const done = Promise.withResolvers<unknown>()
      void dying.runtime.once(tester, call, async (actor) => {
        const output = await work(dying.runtime, actor)
        done.resolve(output)
        return output
      })
      const first = await done.promise
      await dying.runtime.shutdown()
      const before = await everything(store)
      const next = await startOn(store, 'next')
      const second = await next.runtime.once(tester, call, (actor) => work(next.runtime, actor))
      expect(await everything(store)).toEqual(before)
      const idsOf = (answer: unknown) => {
        const { id, runId } = answer as { id?: string; runId?: string }
        return { id, runId }
      }
      expect(idsOf(second)).toEqual(idsOf(first))
      expect(await next.runtime.once(tester, call, async () => 'never')).toEqual(second)
    },
  )

  it('[R11] a refusal has changed nothing and is not remembered; after a failure the key is gone on with', async () => {
    const { runtime } = await startOn(new MemoryStore(), 'x')
    const call = { key: 'k', operation: 'runs.submit', input: {} }
    const submit = () =>
      runtime.once(tester, call, (actor) => runtime.runs.submit(actor, { sessionId: 's', input: { text: 'hi' } }))
    await expect(submit()).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    await runtime.sessions.create(tester, { id: 's' })
    const failed = runtime.once(tester, call, async (actor) => {
      await runtime.runs.submit(actor, { sessionId: 's', input: { text: 'hi' } })
      throw new Error('broken')
    })
    await expect(failed).rejects.toThrow('broken')
    const { runId } = await submit()
    const { items } = await runtime.runs.list(tester, { sessionId: 's' })
    expect(items.map(({ id }) => id)).toEqual([runId])
  })

  it('[R11] a key is forgotten after 24 hours', async () => {
    const { runtime, clock, store } = await startTestRuntime()
    const call = { key: 'k', operation: 'a', input: {} }
    expect(await runtime.once(tester, call, async () => 1)).toBe(1)
    clock.advance(23 * hour)
    expect(await runtime.once(tester, call, async () => 2)).toBe(1)
    clock.advance(2 * hour)
    expect(await runtime.once(tester, call, async () => 3)).toBe(3)
    clock.advance(48 * hour)
    await runtime.once(tester, { ...call, key: 'other' }, async () => 4)
    expect(await store.pruneKeys('9999')).toBe(1)
  })
})
