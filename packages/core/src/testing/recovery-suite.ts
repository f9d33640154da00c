import { describe, expect, it } from 'vitest'
import type { Turn } from '../ports/runner.ts'
import type { SessionStore } from '../ports/session-store.ts'
import { CrashSite, expectWhole, helpAlong } from './crash-site.ts'
import type { OpenStore } from './session-store-suite/opened-store.ts'

type Play = (turn: Turn, site: CrashSite) => Promise<void>

const write = (turn: Turn, site: CrashSite, at: 'before' | 'after') =>
  site.tool(turn, 'write', { effect: 'write', [at]: () => site.dies() })

/** Where the first host dies. */
const places: Record<string, Play> = {
  'before the runner said anything': (_, site) => site.dies(),
  'in the middle of a text': async (turn, site) => {
    const block = await turn.startBlock({ kind: 'assistant_text', blockId: site.idOf(turn, 'text') })
    const text = 'one two three'
    if (block.textSoFar === '') await block.delta('one ')
    await turn.plan([])
    await site.dies()
    await block.delta(text.slice(block.textSoFar.length || 4))
    await block.complete()
  },
  'in a read': async (turn, site) => {
    await site.tool(turn, 'read', { effect: 'read', before: () => site.dies() })
  },
  'in an idempotent call': async (turn, site) => {
    await site.tool(turn, 'put', { effect: 'idempotent', after: () => site.dies() })
  },
  'in a write, before it did anything': async (turn, site) => void (await write(turn, site, 'before')),
  'in a write, after it was done': async (turn, site) => void (await write(turn, site, 'after')),
  'after a write': async (turn, site) => {
    await site.tool(turn, 'write', { effect: 'write' })
    await site.dies()
  },
  'waiting for a permission': async (turn, site) => {
    const asking = site.tool(turn, 'asked', { effect: 'write', toolId: 'asked' })
    await Promise.all([asking, site.dies()])
  },
  'waiting for an answer': async (turn, site) => {
    const asking = turn.ask({ prompt: 'How many?', schema: {}, questionId: site.idOf(turn, 'question') })
    await Promise.all([asking, site.dies()])
  },
  'in a step': async (turn, site) => {
    await turn.step('step', async () => {
      await site.dies()
      return 1
    })
  },
  'after a step': async (turn, site) => {
    await turn.step('step', async () => site.effects.push('step'))
    await site.dies()
  },
  'after a checkpoint': async (turn, site) => {
    if (!turn.checkpointOfThisRun) await turn.saveCheckpoint({ at: 1 })
    await site.dies()
  },
}

const cases = Object.entries(places).flatMap(([place, play]) =>
  [true, false].flatMap((resume) =>
    (['auto', 'manual'] as const).map((recovery) => ({ place, play, resume, recovery })),
  ),
)

/** What must come of a session whose host dies, wherever that happens: each store runs it, on rows as it stores them. */
export const describeRecovery = (name: string, openStore: OpenStore): void => {
  describe(`a host on ${name} that dies`, () => {
    it.each(cases)('[C2] [C3] [Trap 5] $place (resumes: $resume, recovery: $recovery)', async (given) => {
      const { store, close } = await openStore()
      try {
        await dieAndRecover(given, store)
      } finally {
        await close()
      }
    })
  })
}

const dieAndRecover = async (
  { place, play, resume, recovery }: (typeof cases)[number],
  store: SessionStore,
): Promise<void> => {
  // [C4] What an attempt from the start would do again, a person decides on.
  const repeats = !resume && place.includes('a write')
  const isCrashed = recovery === 'manual' || (repeats && place === 'after a write')
  const site = await CrashSite.open({
    store,
    resume,
    session: { policy: { recovery } },
    play: async (turn, at) => {
      await play(turn, at)
      return { status: 'completed', output: 'done' }
    },
  })
  await site.untilDying()
  const before = await site.driver.events()
  const driver = await site.crashAndRestart()
  // A session that is running after the pass is so because the new host executes it.
  const session = await driver.session()
  if (session.state === 'running') expect(site.turns).toHaveLength(2)
  expect(session.state).not.toBe('interrupting')
  expect(session.status).toBe(isCrashed ? 'crashed' : 'active')
  const runs = await helpAlong(driver, () => site.link.quiet())
  const ended = recovery === 'manual' || repeats ? ['completed', 'failed'] : ['completed']
  expect(runs.map(({ status }) => status).toSorted()).toEqual(ended)
  await expectWhole(driver)
  // What had been acknowledged is still there, as it was.
  expect((await driver.events()).slice(0, before.length)).toEqual(before)
  if (resume) for (const once of ['write', 'step']) expect(site.times(once)).toBeLessThanOrEqual(1)
  await driver.runtime.shutdown()
}
