import { describe, expect, it } from 'vitest'
import type { Command } from '../src/session/command.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { openLocalHost } from '../src/testing/local-host.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { createRequest, projectId } from '../src/testing/store-fixtures.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

const actor = { by: 'tester', source: 'user' } as const
const rename = (title: string): Command => ({ type: 'update', change: { title }, checkpointId: 'none', actor })
const quarterOfAnHour = 15 * 60_000

/** Long enough for the idle session and the look at it. */
const untilUnloaded = 2 * quarterOfAnHour

describe('sessions in memory', () => {
  it('[S3] an idle session leaves memory after 15 minutes and is the same when it comes back', async () => {
    const { host, clock } = await openLocalHost()
    const session = await host.createSession(createRequest({ id: 's1' }))
    await session.execute(rename('kept'))
    clock.advance(quarterOfAnHour - 1)
    await quiet()
    expect(host.isSessionLoaded('s1')).toBe(true)
    clock.advance(quarterOfAnHour)
    await quiet()
    expect(host.isSessionLoaded('s1')).toBe(false)
    expect((await host.loadSession(projectId, 's1')).state).toEqual(session.state)
  })

  it('[S3] use keeps it in memory, and so does somebody who follows', async () => {
    const { host, clock, hub } = await openLocalHost()
    const used = await host.createSession(createRequest({ id: 'used' }))
    await host.createSession(createRequest({ id: 'followed' }))
    await host.createSession(createRequest({ id: 'left' }))
    const unsubscribe = hub.subscribe('followed', { onEvents: () => {}, onEnd: () => {} })
    for (let minutes = 0; minutes < 40; minutes += 5) {
      await used.execute(rename(`at ${minutes}`))
      clock.advance(5 * 60_000)
      await quiet()
    }
    expect(host.getLoadedSessionIds().toSorted()).toEqual(['followed', 'used'])
    unsubscribe()
    clock.advance(untilUnloaded)
    await quiet()
    expect(host.getLoadedSessionIds()).toEqual([])
  })

  it('[S3] [P2] work keeps it in memory: executing, queued, waiting for a person', async () => {
    const runner = new ScriptedTurns().on('wait', untilAborted).on('ask', async (turn) => {
      await turn.ask({ prompt: 'Which?', schema: {} })
    })
    const limits = { permissionTimeoutMs: null }
    const on = await startTestRuntime({ runner, agents: [{ id: 'test', runner: 'test', limits }] })
    const [working, asking, paused, idle] = await Promise.all([1, 2, 3, 4].map(() => SessionDriver.on(on)))
    await working?.submit('wait')
    await asking?.submit('ask')
    await asking?.until('question.asked')
    await on.runtime.sessions.pause(tester, { sessionId: paused?.sessionId ?? '' })
    await paused?.submit('later')
    on.clock.advance(untilUnloaded)
    await quiet()
    expect(on.runtime.system.info().loadedSessions).toBe(3)
    expect((await idle?.session())?.id).toBe(idle?.sessionId)
  })

  it('[Trap 13] commands that meet a session on its way out are executed on the one that comes back', async () => {
    const link = new StoreLink(new MemoryStore())
    const driver = await SessionDriver.open({ store: link.store })
    for (let round = 1; round <= 20; round += 1) {
      driver.clock.advance(untilUnloaded)
      const renames = ['a', 'b', 'c'].map((name) =>
        driver.runtime.sessions.update(tester, { ...driver.ref, title: `${name}${round}` }),
      )
      if (round % 2 === 0) driver.clock.advance(untilUnloaded)
      await Promise.all(renames)
    }
    const events = await driver.events()
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1))
    expect(await driver.session()).toMatchObject({ title: 'c20', lastSeq: 61, version: 61 })
    expect(link.calls('loadSession')).toBeGreaterThan(5)
  })

  it('[S3] the runner is told when a session leaves memory, and a runner that fails there harms nobody', async () => {
    const left: string[] = []
    const runner = Object.assign(new ScriptedTurns(), {
      unloadSession: async (sessionId: string) => {
        left.push(sessionId)
        throw new Error('the agent process is gone already')
      },
    })
    const driver = await SessionDriver.open({ runner })
    await driver.run('hello')
    driver.clock.advance(untilUnloaded)
    await quiet()
    expect(driver.runtime.system.info()).toMatchObject({ loadedSessions: 0, idleUnloadMs: 15 * 60_000 })
    expect(left).toEqual([driver.sessionId])
    expect(await driver.run('again')).toMatchObject({ status: 'completed' })
    await driver.runtime.sessions.delete(tester, driver.ref)
    expect(left).toEqual([driver.sessionId, driver.sessionId])
    expect(driver.on.log.lines.filter(({ level }) => level === 'error')).toHaveLength(2)
  })

  it('[S3] a session that is poked while it closes does not keep the process busy for ever', async () => {
    const { host } = await openLocalHost()
    const session = await host.createSession(createRequest({ id: 's1' }))
    session.poke()
    await session.close(new Error('closed'))
    // With its mailbox spinning, no turn of the loop would ever come again.
    await quiet()
    await expect(session.execute(rename('late'))).rejects.toThrow('closed')
  })
})

describe('what follows from a commit', () => {
  it('[Trap 17] a listener that throws harms neither the session nor other listeners, and hears the next batch', async () => {
    const { host, log } = await openLocalHost()
    const session = await host.createSession(createRequest({ id: 's1' }))
    const heard: string[] = []
    session.bus.onBatch((events) => {
      heard.push(`bad ${events.length}`)
      throw new Error('bad listener')
    })
    session.bus.on('session.updated', ({ data }) => {
      heard.push(`typed ${data.values.title}`)
      if (data.values.title === 'one') throw new Error('bad once')
    })
    const off = session.bus.onBatch((events) => void heard.push(`good ${events[0]?.seq}`))
    await expect(session.execute(rename('one'))).resolves.toMatchObject({ seq: 2 })
    off()
    await expect(session.execute(rename('two'))).resolves.toMatchObject({ seq: 3 })
    expect(heard).toEqual(['bad 1', 'typed one', 'good 2', 'bad 1', 'typed two'])
    expect(log.lines.map(({ level }) => level)).toEqual(['error', 'error', 'error'])
  })

  it('[E2] the bus carries committed events in order, and only of the types that were asked for', async () => {
    const { host, link } = await openLocalHost()
    const session = await host.createSession(createRequest({ id: 's1' }))
    const titles: unknown[] = []
    const seqs: number[] = []
    session.bus.on('session.updated', ({ data }) => titles.push(data.values.title))
    session.bus.onBatch((events) => seqs.push(...events.map(({ seq }) => seq)))
    link.fail('append')
    await expect(session.execute(rename('lost'))).rejects.toThrow()
    await Promise.all([session.execute(rename('a')), session.execute({ type: 'pause', reason: undefined, actor })])
    await session.execute(rename('b'))
    expect(titles).toEqual(['a', 'b'])
    expect(seqs).toEqual([2, 3, 4])
  })

  it('[Trap 17] a hub that breaks its word and throws does not make a commit undone', async () => {
    const { host, hub, log } = await openLocalHost()
    const session = await host.createSession(createRequest({ id: 's1' }))
    hub.subscribe('s1', {
      onEvents: () => {
        throw new Error('bad follower')
      },
      onEnd: () => {},
    })
    const heard: number[] = []
    session.bus.onBatch((events) => heard.push(...events.map(({ seq }) => seq)))
    await expect(session.execute(rename('one'))).resolves.toMatchObject({ seq: 2 })
    expect(heard).toEqual([2])
    expect(log.lines).toHaveLength(1)
  })
})
