import type { JsonValue } from '@sojourn/contract/json'
import type { UpdateSessionInput } from '@sojourn/contract/session'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mergePatch } from '../src/session/decide-session.ts'
import { SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver

const update = (change: Omit<UpdateSessionInput, 'sessionId'>) =>
  driver.runtime.sessions.update(tester, { ...driver.ref, ...change })

const lastUpdate = async () => (await driver.eventsOfType('session.updated')).at(-1)?.data

beforeEach(async () => {
  driver = await SessionDriver.open()
})
afterEach(() => driver.runtime.shutdown())

describe('update of a session', () => {
  it('[S7] replaces by default: what the new context does not name is gone', async () => {
    await update({ context: { a: 1, b: { c: 2 } } })
    expect((await update({ context: { b: { d: 3 } } })).context).toEqual({ b: { d: 3 } })
  })

  it('[S7] merges with mode merge, at every depth, and null removes', async () => {
    await update({ context: { a: 1, b: { c: 2, d: 3 }, list: [1, 2] }, runtimeMetadata: { pod: 'x', node: 'n' } })
    const merged = await update({
      mode: 'merge',
      context: { b: { c: null, e: { f: 4 } }, list: [3] },
      runtimeMetadata: { pod: null },
    })
    expect(merged.context).toEqual({ a: 1, b: { d: 3, e: { f: 4 } }, list: [3] })
    expect(merged.runtimeMetadata).toEqual({ node: 'n' })
    expect(await lastUpdate()).toMatchObject({ changes: ['context', 'runtimeMetadata'] })
  })

  it('[S7] null clears context, metadata, labels and title; absent leaves them', async () => {
    await update({ context: { a: 1 }, runtimeMetadata: { b: 2 }, labels: ['x'], title: 'T' })
    expect(await update({ title: null })).toMatchObject({
      title: null,
      context: { a: 1 },
      runtimeMetadata: { b: 2 },
      labels: ['x'],
    })
    const cleared = await update({ context: null, runtimeMetadata: null, labels: null })
    expect(cleared).toMatchObject({ context: {}, runtimeMetadata: {}, labels: [] })
  })

  it('[S7] keys of prototypes are data like any other, replaced or merged', async () => {
    const hostile = JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"a":1}')
    await update({ context: hostile })
    const merge = JSON.parse('{"__proto__":{"admin":null,"other":1},"toString":"mine"}')
    const { context } = await update({ mode: 'merge', context: merge })
    expect(JSON.stringify(context)).toBe(
      '{"__proto__":{"other":1},"constructor":{"prototype":{"admin":true}},"a":1,"toString":"mine"}',
    )
    expect(Object.getPrototypeOf(context)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
    expect((await driver.session()).context).toEqual(context)
  })

  it('[S7] session.updated lists only the fields that changed, with their new values', async () => {
    const { version } = await update({ title: 'T', sessionType: 'task', labels: ['a', 'a', 'b'] })
    await update({ title: 'T', sessionType: 'batch', labels: ['a', 'b'], context: {} })
    expect(await lastUpdate()).toEqual({
      changes: ['sessionType'],
      version: version + 1,
      values: { sessionType: 'batch' },
      by: 'tester',
    })
  })

  it('[S7] an empty patch and a patch of what is so already change and emit nothing', async () => {
    await update({ title: 'T', context: { a: { b: 1 } }, labels: ['x'], limits: { maxQueuedRuns: 5 } })
    await driver.unchanged(() => update({}))
    await driver.unchanged(() => update({ mode: 'merge', context: {}, runtimeMetadata: {} }))
    await driver.unchanged(() =>
      update({
        title: 'T',
        context: { a: { b: 1 } },
        labels: ['x', 'x'],
        limits: { maxQueuedRuns: 5 },
        policy: {},
        checkpoint: null,
        runtimeBackend: 'local',
      }),
    )
  })

  it('[S7] [Trap 15] ifVersion refuses an update that has not seen the last one', async () => {
    const { version } = await driver.session()
    const seen = await update({ title: 'mine', ifVersion: version })
    expect(seen.version).toBe(version + 1)
    const error = await driver.refused(() => update({ title: 'yours', ifVersion: version }), 'VERSION_MISMATCH')
    expect(error).toMatchObject({ status: 412, meta: { version: seen.version } })
    expect((await update({ title: 'ours', ifVersion: seen.version })).title).toBe('ours')
  })

  it('[Trap 15] of two updates that saw the same version one is refused, although they come together', async () => {
    const { version } = await driver.session()
    const results = await Promise.allSettled([
      update({ title: 'one', ifVersion: version }),
      update({ title: 'two', ifVersion: version }),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect((await driver.session()).title).toBe('one')
  })

  it('[S7] every change of a public field grows the version, so that ifVersion notices it', async () => {
    const first = await driver.session()
    await driver.runtime.sessions.pause(tester, driver.ref)
    await driver.submit('This becomes the title')
    const titled = await driver.session()
    expect(titled.title).toBe('This becomes the title')
    expect(titled.version).toBe(first.version + 2)
    await driver.runtime.checkpoints.save(tester, { ...driver.ref, data: { step: 1 } })
    expect((await driver.session()).version).toBe(titled.version + 1)
  })

  it('[S7] [C1] a checkpoint is set by value, kept in history, and cleared by null', async () => {
    const set = await update({ checkpoint: { step: 1 } })
    expect(set.checkpointId).not.toBeNull()
    expect(await lastUpdate()).toMatchObject({ changes: ['checkpoint'], version: set.version })
    const cleared = await update({ checkpoint: null })
    expect(cleared.checkpointId).toBeNull()
    expect(cleared.version).toBe(set.version + 1)
    const history = await driver.runtime.checkpoints.list(tester, driver.ref)
    expect(history.items.map(({ data }) => data)).toEqual([{ step: 1 }])
  })

  it('[S7] a checkpoint with the value of the current one is no change', async () => {
    await update({ checkpoint: { step: 1, nested: [1, { a: null }] } })
    await driver.unchanged(() => update({ checkpoint: { nested: [1, { a: null }], step: 1 } }))
    await update({ checkpoint: null })
    expect((await update({ checkpoint: { step: 1, nested: [1, { a: null }] } })).checkpointId).not.toBeNull()
  })

  it('[S7] policy and limits merge by field', async () => {
    const patched = await update({ limits: { graceMs: 1 }, policy: { recovery: 'manual' } })
    expect(patched.limits).toMatchObject({ graceMs: 1, maxQueuedRuns: 100, permissionTimeoutMs: 300_000 })
    expect(patched.policy).toMatchObject({ recovery: 'manual', maxAttempts: 3, autoCompact: true })
  })

  it('[X2] the change says who made it', async () => {
    await driver.runtime.sessions.update({ ...tester, by: 'olga', source: 'operator' }, { ...driver.ref, title: 'O' })
    expect((await driver.eventsOfType('session.updated')).at(-1)).toMatchObject({
      source: 'operator',
      data: { by: 'olga' },
    })
  })
})

describe('merge patch', () => {
  // The examples of RFC 7396, appendix A.
  const examples: [JsonValue, JsonValue, JsonValue][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ]
  for (const [target, patch, result] of examples) {
    it(`[S7] ${JSON.stringify(target)} + ${JSON.stringify(patch)} → ${JSON.stringify(result)}`, () => {
      expect(mergePatch(target, patch)).toEqual(result)
    })
  }
})
