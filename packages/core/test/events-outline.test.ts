import { outlinedTypes, outlineOf } from '@sojourn/contract/outline-of'
import { expect, it } from 'vitest'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

it('[E12] the outline has what happened, in order, and its pages lead to the end', async () => {
  const runner = new ScriptedTurns()
  const driver = await SessionDriver.open({ runner })
  runner.on('talk', async (turn) => {
    await turn.saveCheckpoint({ at: 1 }, 'here')
    await turn.usage({ model: 'm', outputTokens: 7 })
  })
  await driver.run('talk')
  await driver.run('talk')
  const all = await driver.events()
  const outline = (query: object) => driver.runtime.events.outline(tester, { ...driver.ref, ...query })
  const expected = all.map(outlineOf).filter((entry) => entry !== null)
  expect(expected.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['message', 'run_started', 'mark', 'usage']))
  const lastSeq = all.at(-1)?.seq
  expect(await outline({})).toEqual({ entries: expected, nextAfter: lastSeq, hasMore: false })
  for (const limit of [1, 3, expected.length]) {
    const seen = []
    for (let after = 0, more = true; more; ) {
      const page = await outline({ after, limit })
      seen.push(...page.entries)
      after = page.nextAfter
      more = page.hasMore
    }
    expect(seen).toEqual(expected)
  }
  const told = all.filter((event) => outlineOf(event) !== null).map(({ type }) => type)
  expect(outlinedTypes).toEqual(expect.arrayContaining(told))
})
