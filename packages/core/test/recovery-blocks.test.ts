import { describe, expect, it } from 'vitest'
import type { BlockHandle, Turn } from '../src/ports/runner.ts'
import { CrashSite, type CrashSiteOptions, expectWhole, helpAlong } from '../src/testing/crash-site.ts'
import { quiet, type SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

const text = 'one two three'

/** Streams `text`, from where it broke off, and dies after `one `. */
const speak = async (turn: Turn, site: CrashSite): Promise<BlockHandle> => {
  const block = await turn.startBlock({ kind: 'assistant_text', blockId: site.idOf(turn, 'text') })
  if (block.textSoFar === '') await block.delta('one ')
  await turn.plan([])
  await site.dies()
  await block.delta(text.slice((block.textSoFar || 'one ').length))
  return block
}

const open = (options: Partial<CrashSiteOptions> = {}) =>
  CrashSite.open({
    play: async (turn, site) => {
      const block = await speak(turn, site)
      await block.complete()
    },
    ...options,
  })

const answersOf = async (driver: SessionDriver) =>
  (await driver.eventsOfType('block.completed')).flatMap(({ data }) =>
    data.block.kind === 'assistant_text' ? [data.block] : [],
  )

const deltasOf = async (driver: SessionDriver) =>
  (await driver.eventsOfType('block.delta')).map(({ data }) => [data.blockId, data.delta])

describe('a text that was cut off', () => {
  it('[C2] goes on where it broke off, in the same block, when the runner resumes', async () => {
    const site = await open()
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'completed', attempt: 2, output: text })
    const blockId = `${site.runId}.text`
    expect(await answersOf(driver)).toEqual([{ blockId, kind: 'assistant_text', text }])
    expect(await deltasOf(driver)).toEqual([
      [blockId, 'one '],
      [blockId, 'two three'],
    ])
    expect((await driver.eventsOfType('block.started')).filter(({ data }) => data.blockId === blockId)).toHaveLength(1)
    await expectWhole(driver)
  })

  it('[C2] keeps the words of all attempts, however often it is cut off', async () => {
    const site = await open({
      session: { policy: { maxAttempts: 10 } },
      play: async (turn, at) => {
        const block = await turn.startBlock({ kind: 'assistant_text', blockId: at.idOf(turn, 'text') })
        const from = block.textSoFar.length
        for (const [index, letter] of [...'abcd'].entries()) {
          if (index < from) continue
          await block.delta(letter)
          await turn.plan([])
          await at.dies(index + 1)
        }
        await block.complete()
      },
    })
    await site.untilDying()
    for (let host = 2; host <= 5; host += 1) {
      const driver = await site.crashAndRestart()
      driver.clock.advance(60_000)
      await quiet()
    }
    expect(site.turns.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5])
    expect(await answersOf(site.driver)).toMatchObject([{ text: 'abcd' }])
    expect((await deltasOf(site.driver)).map(([, delta]) => delta)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('[C2] is closed as interrupted, with what it had, when the runner starts anew', async () => {
    const site = await open({ resume: false })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'completed', attempt: 2, output: text })
    expect(await answersOf(driver)).toMatchObject([{ text: 'one ', interrupted: true }, { text }])
    await expectWhole(driver)
  })

  it('[C3] is closed when the run is lost for good, and said again under another id when it is continued', async () => {
    const site = await open({ session: { policy: { recovery: 'manual' } } })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await answersOf(driver)).toMatchObject([{ text: 'one ', interrupted: true }])
    const [lost, continued] = (await helpAlong(driver)).toReversed()
    expect([lost?.status, continued?.status]).toEqual(['failed', 'completed'])
    expect(await answersOf(driver)).toMatchObject([{ text: 'one ' }, { text }])
    await expectWhole(driver)
  })

  it('[R6] was being cancelled: it is closed with what it had', async () => {
    const site = await open()
    await site.untilDying()
    await site.driver.runtime.runs.cancel(tester, { runId: site.runId, reason: 'enough' })
    const driver = await site.crashAndRestart()
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'cancelled', by: 'tester', reason: 'enough' })
    expect(await driver.session()).toMatchObject({ state: 'awaiting_input', status: 'active' })
    expect(await answersOf(driver)).toMatchObject([{ text: 'one ', interrupted: true }])
    expect(site.turns).toHaveLength(1)
    await expectWhole(driver)
  })

  it('[C2] what an earlier attempt has completed is not said again, and still is the output', async () => {
    const site = await open({
      play: async (turn, at) => {
        await turn.say('first', at.idOf(turn, 'first'))
        await at.dies()
        await turn.say('second', at.idOf(turn, 'second'))
      },
    })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await driver.settled(site.runId)).toMatchObject({ output: 'first\n\nsecond' })
    expect((await answersOf(driver)).map((block) => block.text)).toEqual(['first', 'second'])
  })
})

/** The first host dies in a text and in a write; so the run waits, its text open. */
const textAndWrite = () =>
  open({
    play: async (turn, site) => {
      const block = await turn.startBlock({ kind: 'assistant_text', blockId: site.idOf(turn, 'text') })
      if (block.textSoFar === '') await block.delta('one ')
      await site.tool(turn, 'write', { effect: 'write', after: () => site.dies() })
      await block.complete()
    },
  })

describe('a text that nobody goes on with', () => {
  const ends: Record<string, (driver: SessionDriver, runId: string) => Promise<unknown>> = {
    'the waiting run is cancelled': (driver, runId) => driver.runtime.runs.cancel(tester, { runId }),
    'the run is failed by hand': async (driver, runId) =>
      driver.runtime.toolCalls.settle(tester, { toolCallId: `${runId}.write`, happened: 'fail' }),
    'the session is completed': (driver) =>
      driver.runtime.sessions.complete(tester, { ...driver.ref, cancelQueued: true }),
  }
  it.each(Object.entries(ends))('[C2] keeps what it had when %s', async (_, end) => {
    const site = await textAndWrite()
    await site.untilDying()
    const driver = await site.crashAndRestart()
    await end(driver, site.runId)
    await driver.settled(site.runId)
    expect(await answersOf(driver)).toEqual([
      { blockId: `${site.runId}.text`, kind: 'assistant_text', text: 'one ', interrupted: true },
    ])
    await expectWhole(driver)
  })

  it('[C2] keeps what it had when the next attempt ends before it comes to it', async () => {
    const site = await open({
      play: async (turn, at) => {
        if (at.host > 1) throw new Error('changed its mind')
        await speak(turn, at)
      },
    })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'failed' })
    expect(await answersOf(driver)).toMatchObject([{ text: 'one ', interrupted: true }])
    await expectWhole(driver)
  })

  it('[C2] keeps what it had when the next attempt cannot even begin', async () => {
    const site = await open({ session: { policy: { maxAttempts: 1 } } })
    await site.untilDying()
    const driver = await site.crashAndRestart()
    expect(await driver.settled(site.runId)).toMatchObject({ status: 'failed', doneReason: 'host_lost' })
    expect(await answersOf(driver)).toMatchObject([{ text: 'one ', interrupted: true }])
    await expectWhole(driver)
  })
})
