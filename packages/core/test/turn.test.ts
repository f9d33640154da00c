import { describe, expect, it } from 'vitest'
import type { RunOutcome, Turn } from '../src/ports/runner.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { ScriptedTurns, untilAborted } from '../src/testing/scripted-turns.ts'
import { quiet, SessionDriver } from '../src/testing/session-driver.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { tester } from '../src/testing/test-runtime.ts'

type Play = (turn: Turn) => Promise<RunOutcome | undefined> | Promise<void>

const open = async (play: Play, input = {}) => {
  const link = new StoreLink(new MemoryStore())
  const runner = new ScriptedTurns().on('go', async (turn) => (await play(turn)) ?? undefined)
  const driver = await SessionDriver.open({ runner, store: link.store }, input)
  return { driver, link, runner }
}

describe('a turn', () => {
  it('[R5] knows its run: input, session, context, agent, workspace and attempt', async () => {
    const seen: Partial<Turn>[] = []
    const { driver } = await open(
      async (turn) => {
        seen.push(turn)
        const { items } = await turn.transcript()
        expect(items).toMatchObject([{ type: 'block', kind: 'user_message', text: 'go' }])
      },
      { context: { repo: 'sojourn' } },
    )
    const run = await driver.run('go')
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({
      sessionId: driver.sessionId,
      runId: run.id,
      originRunId: run.id,
      attempt: 1,
      text: 'go',
      input: { text: 'go' },
      context: { repo: 'sojourn' },
      checkpoint: null,
      checkpointOfThisRun: false,
      agent: { id: 'test', settings: {} },
      workspace: `/workspaces/${driver.sessionId}`,
    })
  })

  it('[R10] what broke off is in the log as interrupted, and is no part of the output', async () => {
    const { driver } = await open(async (turn) => {
      const first = await turn.startBlock({ kind: 'assistant_text', blockId: 'first' })
      await first.delta('Half a sent')
      await first.interrupt()
      await first.delta('ence')
      await turn.say('A whole sentence.', 'second')
    })
    expect(await driver.run('go')).toMatchObject({ output: 'A whole sentence.' })
    const blocks = (await driver.eventsOfType('block.completed')).map(({ data }) => data.block)
    expect(blocks.slice(1)).toEqual([
      { blockId: 'first', kind: 'assistant_text', text: 'Half a sent', interrupted: true },
      { blockId: 'second', kind: 'assistant_text', text: 'A whole sentence.' },
    ])
  })

  it('[E1] what is said without waiting is in the log in the order in which it was said', async () => {
    const { driver } = await open(async (turn) => {
      const block = await turn.startBlock({ kind: 'thinking', blockId: 'b' })
      const said: Promise<void>[] = []
      for (let at = 0; at < 300; at += 1) said.push(block.delta(`${at} `), turn.log('info', `${at}`))
      await Promise.all(said)
      await block.complete()
    })
    await driver.run('go')
    const words = (await driver.events()).flatMap((event) => {
      if (event.type === 'block.delta') return [event.data.delta.trim()]
      return event.type === 'log' ? [event.data.message] : []
    })
    expect(words).toEqual(Array.from({ length: 600 }, (_, at) => String(Math.floor(at / 2))))
  })

  it('[E4] a runner that is far ahead of the log waits for it', async () => {
    let said = 0
    const { driver, link } = await open(async (turn) => {
      for (; said < 20_000; said += 1) await turn.log('info', 'more')
    })
    const release = link.hold('append')
    // The start of the run itself is held as well, so let it go first.
    release()
    const runId = await driver.submit('go')
    const letGo = link.hold('append')
    await quiet(50)
    const held = said
    expect(held).toBeLessThan(20_000)
    await quiet(50)
    expect(said).toBe(held)
    letGo()
    expect(await driver.settled(runId)).toMatchObject({ status: 'completed' })
    expect(await driver.eventsOfType('log')).toHaveLength(20_000)
  })

  it('[R5] what it answers is the output; without an answer it is all that the assistant said', async () => {
    const outputs: [Play, unknown][] = [
      [async () => ({ status: 'completed', output: { answer: 42 } }), { answer: 42 }],
      [async () => ({ status: 'completed', output: null }), null],
      [async () => {}, ''],
      [
        async (turn) => {
          await turn.say('one')
          const thought = await turn.startBlock({ kind: 'thinking' })
          await thought.complete('not said')
          await turn.say('two')
        },
        'one\n\ntwo',
      ],
    ]
    for (const [play, output] of outputs) {
      const { driver } = await open(play)
      expect(await driver.run('go')).toMatchObject({ status: 'completed', output })
    }
  })

  it('[R5] [Trap 6] an end that JSON cannot say, or that is none, fails the run; it does not leave it running', async () => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const ends: unknown[] = [
      { status: 'completed', output: 10n },
      { status: 'completed', output: circular },
      { status: 'odd' },
      { status: 'failed' },
      { status: 'failed', error: { message: circular } },
      'completed',
      42,
    ]
    for (const end of ends) {
      const { driver } = await open(async () => end as RunOutcome)
      const run = await driver.run('go')
      expect(run, JSON.stringify(typeof end)).toMatchObject({ status: 'failed', error: { code: 'RUNNER_FAILED' } })
      expect(await driver.session()).toMatchObject({ state: 'error' })
      expect(driver.runtime.system.info().activeRuns).toBe(0)
    }
  })

  it('[R5] [Trap 6] whatever it throws, the run ends', async () => {
    for (const thrown of [new Error('broken'), 'words', undefined, null, { message: 'no error' }]) {
      const { driver } = await open(async () => {
        throw thrown
      })
      expect(await driver.run('go')).toMatchObject({ status: 'failed', error: { code: 'RUNNER_FAILED' } })
      expect(driver.runtime.system.info().activeRuns).toBe(0)
    }
  })

  it('[Trap 16] saying the same again is saying it again', async () => {
    const { driver } = await open(async (turn) => {
      for (let time = 0; time < 3; time += 1) await turn.say('Done.')
    })
    await driver.run('go')
    expect(await driver.run('go')).toMatchObject({ output: 'Done.\n\nDone.\n\nDone.' })
    const said = (await driver.eventsOfType('block.completed')).filter(
      ({ data }) => data.block.kind === 'assistant_text',
    )
    expect(said).toHaveLength(6)
  })

  it('[S14] usage adds up in run and session; a record that cannot be one is skipped and said to be', async () => {
    const { driver } = await open(async (turn) => {
      await turn.usage({ model: 'm', inputTokens: 10, outputTokens: 5, costUsd: 0.1 })
      await turn.usage({ inputTokens: 1, costUsd: 0.2 })
      for (const wrong of [{ inputTokens: -1 }, { inputTokens: 1.5 }, { costUsd: Number.NaN }, 'x', null]) {
        await turn.usage(wrong as never)
      }
    })
    const expected = { inputTokens: 11, outputTokens: 5, costUsd: 0.3 }
    expect(await driver.run('go')).toMatchObject({ status: 'completed', usage: expected })
    await driver.run('go')
    expect((await driver.session()).usage).toMatchObject({ inputTokens: 22, outputTokens: 10, costUsd: 0.6 })
    expect(await driver.eventsOfType('usage.recorded')).toHaveLength(4)
    const warned = (await driver.eventsOfType('log')).filter(({ data }) => data.level === 'warn')
    expect(warned).toHaveLength(10)
  })
})

describe('an attempt that is detached', () => {
  it('[R6] can write nothing any more, in no way', async () => {
    const left: Turn[] = []
    const executed: string[] = []
    const { driver } = await open(async (turn) => {
      left.push(turn)
      await new Promise(() => {})
    })
    const runId = await driver.submit('go')
    await driver.until('run.started')
    await quiet()
    await driver.runtime.runs.cancel(tester, { runId })
    driver.clock.advance(5_000)
    expect(await driver.settled(runId)).toMatchObject({ status: 'cancelled' })
    const before = await driver.everything()
    const [turn] = left
    if (!turn) throw new Error('no turn')
    const note = (what: string) => async () => {
      executed.push(what)
      return { result: what }
    }
    const request = { toolCallId: 'late', toolId: 'fs', operation: 'get', toolInput: null }
    const late: (() => Promise<unknown>)[] = [
      () => turn.say('late'),
      () => turn.plan([{ title: 'late' }]),
      () => turn.tool(request, note('tool')),
      () => turn.requestPermission({ ...request, operation: 'write' }),
      () => turn.ask({ prompt: 'late?', schema: {} }),
      () => turn.saveCheckpoint({ late: true }),
      () => turn.step('late', async () => (await note('step')()).result),
      () => turn.usage({ inputTokens: 1 }),
      () => turn.setTitle('late'),
      async () => {
        await turn.log('info', 'late')
        await turn.plan([])
      },
    ]
    for (const call of late) await expect(call()).rejects.toThrow()
    expect(executed).toEqual([])
    await quiet()
    expect(await driver.everything()).toEqual(before)
  })

  it('[R6] cannot write into the run that follows it', async () => {
    const left: Turn[] = []
    const runner = new ScriptedTurns()
      .on('deaf', async (turn) => {
        left.push(turn)
        await new Promise(() => {})
      })
      .on('next', untilAborted)
    const driver = await SessionDriver.open({ runner })
    const deaf = await driver.submit('deaf')
    const next = await driver.submit('next')
    await driver.runtime.runs.cancel(tester, { runId: deaf })
    driver.clock.advance(5_000)
    await driver.until('run.started', 2)
    const { length } = await driver.events()
    await expect(left[0]?.say('for whom?')).rejects.toThrow()
    expect(await driver.events()).toHaveLength(length)
    await driver.runtime.runs.cancel(tester, { runId: next })
    expect(await driver.settled(next)).toMatchObject({ status: 'cancelled' })
  })
})
