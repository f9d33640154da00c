import type { Block } from '@sojourn/contract/block'
import type { EventData, EventType, SessionEvent } from '@sojourn/contract/event'
import { expect, test } from 'vitest'
import { assistantText } from '../src/session/assistant-text.ts'

let seq = 0
const event = <Type extends EventType>(type: Type, data: EventData<Type>) =>
  ({
    id: `e${++seq}`,
    sessionId: 's',
    seq,
    ts: '2026-01-01T00:00:00.000Z',
    v: 1,
    source: 'runner',
    type,
    data,
  }) as SessionEvent
const completed = (block: Block) => event('block.completed', { blockId: block.blockId, block })

async function* stream(events: SessionEvent[]) {
  yield* events
}
const textOf = async (events: SessionEvent[]) => {
  const pieces: string[] = []
  for await (const piece of assistantText(stream(events))) pieces.push(piece)
  return pieces
}

test('[K5] text is the deltas as they come, with nothing twice when the block completes', async () => {
  const pieces = await textOf([
    event('block.started', { blockId: 'a', kind: 'assistant_text' }),
    event('block.delta', { blockId: 'a', delta: 'Hel' }),
    event('block.delta', { blockId: 'a', delta: 'lo' }),
    completed({ blockId: 'a', kind: 'assistant_text', text: 'Hello' }),
  ])
  expect(pieces).toEqual(['Hel', 'lo'])
})

test('[K5] a block without deltas comes whole, and an empty line separates blocks', async () => {
  const pieces = await textOf([
    event('block.started', { blockId: 'b', kind: 'assistant_text' }),
    completed({ blockId: 'b', kind: 'assistant_text', text: 'One' }),
    completed({ blockId: 'c', kind: 'assistant_text', text: 'Two' }),
  ])
  expect(pieces.join('')).toBe('One\n\nTwo')
})

test('[K5] thinking and tools say nothing aloud', async () => {
  const pieces = await textOf([
    event('block.started', { blockId: 't', kind: 'thinking' }),
    event('block.delta', { blockId: 't', delta: 'hm' }),
    completed({ blockId: 't', kind: 'thinking', text: 'hm' }),
  ])
  expect(pieces).toEqual([])
})
