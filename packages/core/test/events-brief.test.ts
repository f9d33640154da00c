import type { SessionEvent } from '@sojourn/contract/event'
import { describe, expect, it } from 'vitest'
import { briefEvent } from '../src/events/brief-event.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { SessionDriver } from '../src/testing/session-driver.ts'
import { logEvent } from '../src/testing/store-fixtures.ts'
import { tester } from '../src/testing/test-runtime.ts'

const long = 'x'.repeat(100_000)
const event = (type: string, data: unknown): SessionEvent =>
  logEvent('s1', 1, { type, data } as unknown as Partial<SessionEvent>)

describe('brief events', () => {
  it('[E11] what is long in a tool’s result is cut, deep inside too, and the event says so', () => {
    const rows = Array.from({ length: 500 }, (_, row) => ({ row, text: long }))
    const cut = briefEvent(event('tool.completed', { toolCallId: 't', result: { rows }, summary: 's', durationMs: 1 }))
    expect(cut).toMatchObject({ seq: 1, type: 'tool.completed', cut: true, data: { summary: 's', durationMs: 1 } })
    expect(JSON.stringify(cut).length).toBeLessThan(16_000)
  })

  it('[E11] the words of a block stay whole; what came with them is cut', () => {
    const block = { blockId: 'b', kind: 'user_message', text: long, attachments: [{ mimeType: 'a/b', data: long }] }
    const cut = briefEvent(event('block.completed', { blockId: 'b', block }))
    expect(cut).toMatchObject({ cut: true, data: { block: { text: long, attachments: [{ mimeType: 'a/b' }] } } })
    expect(JSON.stringify(cut).length).toBeLessThan(long.length * 1.2)
    expect(briefEvent(event('block.completed', { blockId: 'b', block: { ...block, attachments: [] } }))).toBeNull()
  })

  it('[E11] what a person decides on, and what has nothing long in it, is left as it is', () => {
    expect(briefEvent(event('permission.requested', { permissionId: 'p', toolInput: { content: long } }))).toBeNull()
    expect(briefEvent(event('tool.completed', { toolCallId: 't', result: 'short', summary: '' }))).toBeNull()
  })

  it('[E11] listed and followed briefly an event is cut, read without it is whole', async () => {
    const runner = new ScriptedTurns()
    const driver = await SessionDriver.open({ runner })
    runner.on('talk', async (turn) => {
      await turn.saveCheckpoint({ long }, 'big')
    })
    await driver.run('talk')
    const list = async (query: object) => (await driver.runtime.events.list(tester, { ...driver.ref, ...query })).events
    const saved = (events: readonly SessionEvent[]) => events.find(({ type }) => type === 'checkpoint.saved')
    const brief = saved(await list({ brief: true }))
    expect(brief).toMatchObject({ cut: true, data: { label: 'big' } })
    expect(saved(await list({}))).toMatchObject({ data: { data: { long } } })
    const input = { ...driver.ref, brief: true }
    const frames = driver.runtime.events.follow(tester, input, new AbortController().signal)
    const { value, done } = await frames.next()
    if (done || value.kind !== 'events') throw new Error('events expected')
    expect(saved(value.events.map((logged) => logged.event))).toEqual(brief)
    await frames.return(undefined)
  })
})
