import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryStore } from '../src/store/memory-store.ts'
import { refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'

let on: TestRuntime

beforeEach(async () => {
  on = await startTestRuntime()
})
afterEach(() => on.runtime.shutdown())

describe('create', () => {
  it('[S1] a new session is created and active, with one event and the defaults', async () => {
    const created = await on.runtime.sessions.create(tester, {})
    expect(created).toMatchObject({
      agentId: 'test',
      sessionType: 'conversation',
      state: 'created',
      status: 'active',
      activity: 'idle',
      blockedOn: null,
      doneReason: null,
      title: null,
      context: {},
      checkpointId: null,
      runtimeBackend: 'local',
      runtimeMetadata: {},
      labels: [],
      tags: [],
      parentId: null,
      archivedAt: null,
      version: 1,
      lastSeq: 1,
      seq: 1,
      limits: {
        maxConcurrentRuns: 1,
        maxQueuedRuns: 100,
        runTimeoutMs: null,
        permissionTimeoutMs: 300_000,
        graceMs: 5_000,
      },
      policy: { recovery: 'auto', maxAttempts: 3, rules: [], autoCompact: true },
      createdBy: 'tester',
      createdAt: '2026-01-01T00:00:00.000Z',
    })
    expect(await on.typesOf(created.id)).toEqual(['session.created'])
  })

  it('[S1] what is given is kept, and limits and policy come from the agent where nothing is given', async () => {
    await on.runtime.agents.register(tester, {
      id: 'careful',
      runner: 'test',
      policy: { recovery: 'manual', maxAttempts: 7 },
      limits: { graceMs: 9, maxQueuedRuns: 3, maxActiveRuns: 1 },
    })
    const created = await on.runtime.sessions.create(tester, {
      id: 'mine',
      agentId: 'careful',
      sessionType: 'batch',
      title: 'T',
      context: { a: 1 },
      labels: ['x', 'x', 'y'],
      tag: 'nightly',
      runtimeBackend: 'kubernetes',
      runtimeMetadata: { pod: 'p' },
      policy: { maxAttempts: 2 },
      limits: { maxQueuedRuns: 4 },
    })
    expect(created).toMatchObject({
      id: 'mine',
      sessionType: 'batch',
      title: 'T',
      context: { a: 1 },
      labels: ['x', 'y'],
      tags: ['nightly'],
      runtimeBackend: 'kubernetes',
      runtimeMetadata: { pod: 'p' },
      policy: { recovery: 'manual', maxAttempts: 2 },
      limits: { graceMs: 9, maxQueuedRuns: 4 },
    })
    expect(created.limits).not.toHaveProperty('maxActiveRuns')
  })

  it('[S1] an unknown agent is refused and leaves nothing', async () => {
    const error = await refusal(on.runtime.sessions.create(tester, { id: 'mine', agentId: 'nobody', tag: 'taken' }))
    expect(error.code).toBe('AGENT_NOT_FOUND')
    expect((await refusal(on.runtime.sessions.get(tester, { sessionId: 'mine' }))).code).toBe('SESSION_NOT_FOUND')
    expect(await on.store.sessionOfTag({ projectId: 'default', tag: 'taken' })).toBeNull()
  })

  it('[S1] an id that is taken is refused, and the tag it asked for stays where it was', async () => {
    const first = await SessionDriver.on(on, { id: 'mine', title: 'first' })
    const other = await on.runtime.sessions.create(tester, { tag: 'nightly' })
    await first.refused(() => on.runtime.sessions.create(tester, { id: 'mine', tag: 'nightly' }), 'SESSION_EXISTS')
    expect(await on.store.sessionOfTag({ projectId: 'default', tag: 'nightly' })).toBe(other.id)
  })

  it('[S1] a store that fails leaves neither session, log nor tag, and the id is free', async () => {
    const store = new MemoryStore()
    const append = store.append.bind(store)
    let broken = false
    store.append = (requests) => (broken ? Promise.reject(new Error('disk full')) : append(requests))
    const failing = await startTestRuntime({ store })
    broken = true
    await expect(failing.runtime.sessions.create(tester, { id: 'mine', tag: 'nightly' })).rejects.toThrow('disk full')
    broken = false
    expect((await refusal(failing.runtime.sessions.get(tester, { sessionId: 'mine' }))).code).toBe('SESSION_NOT_FOUND')
    expect(await failing.eventsOf('mine')).toEqual([])
    expect(await store.sessionOfTag({ projectId: 'default', tag: 'nightly' })).toBeNull()
    expect((await failing.runtime.sessions.create(tester, { id: 'mine' })).version).toBe(1)
    await failing.runtime.shutdown()
  })
})

describe('title', () => {
  const titleAfter = async (driver: SessionDriver, text: string) => {
    await driver.run(text)
    return (await driver.session()).title
  }

  it('[S10] the title is the first user text, in one line and at most 120 characters', async () => {
    const driver = await SessionDriver.on(on)
    expect(await titleAfter(driver, `  Tell me\n\n about ${'x'.repeat(200)}`)).toBe(`Tell me about ${'x'.repeat(106)}`)
    expect(await titleAfter(driver, 'Second input')).toMatch(/^Tell me about/)
  })

  it('[S10] a title never ends in half a character', async () => {
    const driver = await SessionDriver.on(on)
    expect(await titleAfter(driver, `${'x'.repeat(119)}😀 and more`)).toBe('x'.repeat(119))
  })

  it('[S10] core commands and attachments without text name nothing', async () => {
    const driver = await SessionDriver.on(on)
    expect(await titleAfter(driver, '/status')).toBeNull()
    const file = { type: 'file' as const, name: 'a.txt', mimeType: 'text/plain', data: 'YQ==' }
    await driver.runtime.runs.execute(tester, { ...driver.ref, input: { blocks: [file] } })
    expect(await titleAfter(driver, 'Now words')).toBe('Now words')
  })

  it('[S10] a set title is never overwritten, neither by input nor by the runner', async () => {
    on.runner.on('rename', (turn) => turn.setTitle('From the runner'))
    const driver = await SessionDriver.on(on, { title: 'Set' })
    expect(await titleAfter(driver, 'Some input')).toBe('Set')
    expect(await titleAfter(driver, 'rename')).toBe('Set')
  })

  it('[S10] a title that a person sets while the runner names the session stands', async () => {
    const driver = await SessionDriver.on(on)
    on.runner.on('rename', async (turn) => {
      const named = turn.setTitle('From the runner')
      await Promise.all([named, on.runtime.sessions.update(tester, { ...driver.ref, title: 'By hand' })])
      await turn.setTitle('Again')
    })
    await driver.run('rename')
    expect((await driver.session()).title).toBe('By hand')
  })

  it('[S10] a runner may name the session in place of the first input, and an empty name is none', async () => {
    on.runner.on('rename', async (turn) => {
      await turn.setTitle('A better name')
      await turn.setTitle('   ')
    })
    const driver = await SessionDriver.on(on)
    expect(await titleAfter(driver, 'rename')).toBe('A better name')
  })

  it('[S10] a cleared title is taken from the next input', async () => {
    const driver = await SessionDriver.on(on, { title: 'Set' })
    await driver.runtime.sessions.update(tester, { ...driver.ref, title: null })
    expect(await titleAfter(driver, 'The next input')).toBe('The next input')
  })

  it('[R6] [S10] a detached attempt names nothing any more', async () => {
    const { promise: late, resolve: goOn } = Promise.withResolvers<void>()
    const { promise: said, resolve: hasSaid } = Promise.withResolvers<unknown>()
    on.runner.on('stubborn', async (turn) => {
      await late
      hasSaid(await turn.setTitle('Too late').catch((error: unknown) => error))
    })
    const driver = await SessionDriver.on(on)
    const runId = await driver.submit('stubborn')
    await driver.runtime.runs.cancel(tester, { runId })
    driver.clock.advance(5_000)
    await driver.settled(runId)
    goOn()
    expect(await said).toMatchObject({ name: 'AttemptDetached' })
    expect((await driver.session()).title).toBe('stubborn')
  })
})
