import { describe, expect, it } from 'vitest'
import { openAcpSession } from './acp-engine.ts'

describe('what an agent says', () => {
  it('[ACP1] text and thoughts become blocks; a new message or a tool begins a new one, a missing id does not', async () => {
    const { play, session } = await openAcpSession()
    const run = await play(
      { think: 'Hm. ' },
      { think: 'Yes.' },
      { say: 'Hello ', id: 'm1' },
      { say: 'world', chunks: 3 },
      { say: 'Another message', id: 'm2' },
      { tool: { title: 'Look', kind: 'read' } },
      { say: 'After it', id: 'm2' },
    )
    expect(run).toMatchObject({ status: 'completed', output: 'Hello world\n\nAnother message\n\nAfter it' })
    const blocks = (await session.of('block.completed')).map(({ block }) => [block.kind, 'text' in block && block.text])
    expect(blocks.slice(1)).toEqual([
      ['thinking', 'Hm. Yes.'],
      ['assistant_text', 'Hello world'],
      ['assistant_text', 'Another message'],
      ['assistant_text', 'After it'],
    ])
  })

  it('[ACP1] a plan, a title and images come through', async () => {
    const { play, session } = await openAcpSession()
    await play({ plan: ['First', 'Then'] }, { title: 'A name' }, { say: 'Look: ' }, { image: 'aGVsbG8=' })
    expect(await session.of('plan.updated')).toEqual([
      {
        steps: [
          { title: 'First', status: 'pending' },
          { title: 'Then', status: 'pending' },
        ],
      },
    ])
    expect((await session.get()).title).toBe('A name')
    expect((await session.of('block.completed')).at(-1)?.block).toMatchObject({
      kind: 'assistant_text',
      text: 'Look: ',
      attachments: [{ mimeType: 'image/png', size: 5 }],
    })
  })

  it('[ACP2] lines that are no message break nothing and are in the log', async () => {
    const { play, session } = await openAcpSession({ flags: ['--noisy'] })
    const run = await play({ say: 'one ' }, { noise: 'npm WARN something' }, { noise: '{"half":' }, { say: 'two' })
    expect(run).toMatchObject({ status: 'completed', output: 'one two' })
    expect((await session.of('log')).map(({ message }) => message)).toContain('The agent printed: npm WARN something')
  })

  it('[ACP3] what is not understood is kept as it was, in the log', async () => {
    const { play, session } = await openAcpSession()
    const odd = { sessionUpdate: 'from_the_future', field: { deep: [1] } }
    await play(
      { update: odd },
      { update: { sessionUpdate: 'agent_message_chunk', content: { type: 'hologram' } } },
      { update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'Fine' }, extra: 1 } },
    )
    const kept = (await session.events()).filter((event) => event.type === 'log' && event.raw !== undefined)
    expect(kept.map(({ raw }) => raw)).toEqual([odd, expect.objectContaining({ content: { type: 'hologram' } })])
    expect(await session.texts()).toEqual(['Fine'])
  })

  it('[ACP3] keeps every message when it is asked to, unknown fields among them', async () => {
    const { play, session } = await openAcpSession({ settings: { keepRaw: true } })
    await play({ update: { sessionUpdate: 'plan', entries: [], _meta: { theirs: true }, extra: 1 } })
    const raws = (await session.events()).flatMap((event) => (event.raw === undefined ? [] : [event.raw]))
    expect(raws).toContainEqual({ sessionUpdate: 'plan', entries: [], _meta: { theirs: true }, extra: 1 })
  })

  it('[ACP4] what is said after the answer belongs to the run still; what comes later, to the next', async () => {
    const { play, session } = await openAcpSession()
    const run = await play({ say: 'In time. ' }, { late: 'A little late.', ms: 10 }, { late: 'Far too late.', ms: 400 })
    expect(run).toMatchObject({ output: 'In time. A little late.' })
    await play({ sleep: 600 })
    const next = await play({ say: 'Now' })
    expect(next).toMatchObject({ status: 'completed' })
    expect((await session.texts()).join('|')).toBe('In time. A little late.|Far too late.|Now')
  })

  it('[ACP5] usage comes from wherever an agent says it; a sum is not counted twice, also after a restart', async () => {
    const { engine, play, session } = await openAcpSession()
    const cost = (amount: number) => ({
      update: { sessionUpdate: 'usage_update', used: 1, size: 2, cost: { amount, currency: 'USD' } },
    })
    const usage = { totalTokens: 15, inputTokens: 10, outputTokens: 5, cachedReadTokens: 4, thoughtTokens: 2 }
    await play({ usage }, cost(0.25), cost(0.5))
    await play({ quota: { model_usage: [{ model: 'big', token_count: { input_tokens: 7, output_tokens: 3 } }] } })
    await engine.restart()
    await play(cost(0.75))
    const chunk = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: '' } }
    await play({ update: { ...chunk, _meta: { usage: { inputTokens: 3, outputTokens: 1 } } } })
    await play({ say: 'Nothing known' })
    expect(await session.of('usage.recorded')).toMatchObject([
      { model: 'small', inputTokens: 10, outputTokens: 5, cacheReadTokens: 4, reasoningTokens: 2, costUsd: 0.5 },
      { model: 'big', inputTokens: 7, outputTokens: 3 },
      { model: 'small', costUsd: 0.25 },
      { model: 'small', inputTokens: 3, outputTokens: 1 },
    ])
    expect((await session.get()).usage).toMatchObject({ inputTokens: 20, outputTokens: 9, costUsd: 0.75 })
  })
})
