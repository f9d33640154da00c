import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { messagesOf, startModelAgent, toolWords } from './model-agent.ts'

describe.each(['openai-compatible', 'anthropic', 'openai', 'google'])('%s', (provider) => {
  test('[AI1] [AI2] [AI6] works with tools, thinks and counts', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [
        {
          thinking: 'I write.',
          text: 'Writing.',
          toolCalls: [{ name: 'write_file', input: { path: 'a', content: 'A' } }],
          usage: { input: 10, output: 5, cacheRead: 90 },
        },
        { thinking: 'I read.', toolCalls: [{ name: 'read_file', input: { path: 'a' } }] },
        { text: 'It says A.' },
        { text: 'As I said.' },
      ],
      settings: { provider, apiKey: 'a-key' },
    })
    const run = await session.settled(await session.submit('Write and read'))
    expect(run).toMatchObject({ status: 'completed', output: 'It says A.' })
    expect((await session.of('tool.completed')).map(({ result }) => result)).toMatchObject([
      { path: 'a', bytes: 1, created: true },
      { path: 'a', content: 'A' },
    ])
    const thinking = (await session.of('block.completed')).flatMap(({ block }) =>
      block.kind === 'thinking' ? [block.text] : [],
    )
    expect(thinking).toEqual(['I write.', 'I read.'])
    expect((await session.of('usage.recorded'))[0]).toMatchObject({
      inputTokens: 10,
      outputTokens: 5,
      cacheReadTokens: 90,
    })
    expect(await session.settled(await session.submit('Again'))).toMatchObject({ output: 'As I said.' })
    expect(JSON.stringify(endpoint.requests[3]?.body)).toMatch(/Write and read.*Writing\..*It says A\..*Again/s)
  })
})

describe('the loop', () => {
  test('[AI1] goes on while the model calls tools, and its output is what the model says last', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [
        { text: 'Let me look.', toolCalls: [{ name: 'list_files', input: {} }] },
        { toolCalls: [{ name: 'read_file', input: { path: 'a.txt' } }] },
        { toolCalls: [{ name: 'edit_file', input: { path: 'a.txt', oldText: 'two', newText: 'three' } }] },
        { text: 'It says three now.' },
      ],
    })
    await mkdir(session.workspace, { recursive: true })
    await writeFile(join(session.workspace, 'a.txt'), 'one two\n')
    const run = await session.settled(await session.submit('Count'))
    expect(run).toMatchObject({ status: 'completed', doneReason: 'completed', output: 'It says three now.' })
    expect(await readFile(join(session.workspace, 'a.txt'), 'utf8')).toBe('one three\n')
    expect(await session.texts()).toEqual(['Let me look.', 'It says three now.'])
    expect(toolWords(endpoint, 3)).toEqual([
      'a.txt',
      'one two\n',
      expect.stringMatching(/^Edited a.txt .*\n-one two\n\+one three/s),
    ])
    expect(
      (await session.of('tool.called')).map(({ toolId, operation, effect, title }) => [
        toolId,
        operation,
        effect,
        title,
      ]),
    ).toEqual([
      ['fs', 'list', 'read', 'List .'],
      ['fs', 'read', 'read', 'Read a.txt'],
      ['fs', 'edit', 'write', 'Edit a.txt'],
    ])
  })

  test('[AI1] ends after maxSteps model calls, and says so', async () => {
    const { session, endpoint } = await startModelAgent({
      script: () => ({ text: 'Once more.', toolCalls: [{ name: 'list_files', input: {} }] }),
      settings: { maxSteps: 3 },
    })
    const run = await session.settled(await session.submit('Forever'))
    expect(run).toMatchObject({ status: 'completed', doneReason: 'max_steps', output: 'Once more.' })
    expect(endpoint.requests).toHaveLength(3)
    expect(await session.of('tool.completed')).toHaveLength(3)
  })

  test('[AI2] text and thinking stream as blocks of their own, whose ids never repeat', async () => {
    const gate = Promise.withResolvers<void>()
    const { session } = await startModelAgent({
      script: [
        { thinking: 'Where is it?', text: 'Here it is.', until: gate.promise },
        { thinking: 'And there?', text: 'There too.' },
      ],
    })
    const runId = await session.submit('Look')
    expect(await session.next('block.delta')).toMatchObject({ delta: 'Where ' })
    gate.resolve()
    await session.settled(runId)
    await session.settled(await session.submit('And again'))
    const blocks = (await session.of('block.completed')).map(({ block }) => block)
    expect(blocks.map(({ kind, ...block }) => [kind, 'text' in block && block.text])).toEqual([
      ['user_message', 'Look'],
      ['thinking', 'Where is it?'],
      ['assistant_text', 'Here it is.'],
      ['user_message', 'And again'],
      ['thinking', 'And there?'],
      ['assistant_text', 'There too.'],
    ])
    expect(new Set(blocks.map(({ blockId }) => blockId)).size).toBe(6)
  })

  test('[AI3] reads of one step are executed together, and each answer finds its call', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [
        {
          toolCalls: [
            { id: 'first', name: 'write_file', input: { path: 'a', content: 'A' } },
            { id: 'second', name: 'read_file', input: { path: 'a' } },
            { id: 'third', name: 'list_files', input: {} },
            { id: 'fourth', name: 'run_command', input: { command: 'echo $((6 * 7))' } },
          ],
        },
        { text: 'Done.' },
      ],
    })
    await session.settled(await session.submit('Go'))
    const told = messagesOf(endpoint, 1).flatMap(({ role, tool_call_id, content }) =>
      role === 'tool' ? [[tool_call_id, content]] : [],
    )
    expect(told).toEqual([
      ['first', 'Created a (1 byte).'],
      ['second', 'A'],
      ['third', 'a'],
      ['fourth', '42\n\n[Exit code 0]'],
    ])
  })

  test('[AI3] a call that fails, does not exist or makes no sense is told to the model, which goes on', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [
        {
          toolCalls: [
            { name: 'read_file', input: { path: 'missing' } },
            { name: 'read_file', input: { path: '../../etc/passwd' } },
            { name: 'launch_rocket', input: {} },
            { name: 'read_file', input: '{"path": "a' },
            { name: 'read_file', input: { file: 'a' } },
          ],
        },
        { text: 'I see.' },
      ],
    })
    const run = await session.settled(await session.submit('Go'))
    expect(run).toMatchObject({ status: 'completed', output: 'I see.' })
    expect(toolWords(endpoint, 1)).toEqual([
      'missing does not exist',
      expect.stringContaining('leads outside of the workspace'),
      expect.stringContaining('launch_rocket'),
      expect.stringContaining('read_file'),
      expect.stringContaining('The tool input cannot be used'),
    ])
  })

  test('[AI6] every model call is counted with its cache, and costs what the table says', async () => {
    const { session } = await startModelAgent({
      script: [
        {
          toolCalls: [{ name: 'list_files', input: {} }],
          usage: { input: 100, output: 20, cacheRead: 1000, reasoning: 5 },
        },
        { text: 'Done.', usage: { input: 50, output: 10 } },
      ],
      settings: { prices: { 'a-model': { inputPerMillion: 3, outputPerMillion: 15, cacheReadPerMillion: 0.3 } } },
    })
    const run = await session.settled(await session.submit('Go'))
    expect(await session.of('usage.recorded')).toEqual([
      {
        model: 'a-model',
        inputTokens: 100,
        outputTokens: 20,
        cacheReadTokens: 1000,
        cacheWriteTokens: 0,
        reasoningTokens: 5,
        costUsd: 0.0009,
      },
      {
        model: 'a-model',
        inputTokens: 50,
        outputTokens: 10,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        reasoningTokens: 0,
        costUsd: 0.0003,
      },
    ])
    expect(run.usage).toEqual({
      inputTokens: 150,
      outputTokens: 30,
      cacheReadTokens: 1000,
      cacheWriteTokens: 0,
      reasoningTokens: 5,
      costUsd: 0.0012,
    })
  })

  test('[AI12] a later run reads what was said and done before it', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [
        { text: 'Writing.', toolCalls: [{ name: 'write_file', input: { path: 'a', content: 'A' } }] },
        { text: 'Written.' },
        { text: 'I remember.' },
      ],
      settings: { system: 'You are careful.' },
    })
    await session.settled(await session.submit('Write'))
    await session.settled(await session.submit('What did you write?'))
    expect(messagesOf(endpoint, 2)).toMatchObject([
      { role: 'system', content: 'You are careful.' },
      { role: 'user', content: 'Write' },
      {
        role: 'assistant',
        content: 'Writing.',
        tool_calls: [{ function: { name: 'write_file', arguments: '{"path":"a","content":"A"}' } }],
      },
      { role: 'tool', content: 'Created a (1 byte).' },
      { role: 'assistant', content: 'Written.' },
      { role: 'user', content: 'What did you write?' },
    ])
  })

  test('[AI11] pictures go to the model as they are, files of text as text', async () => {
    const { session, endpoint } = await startModelAgent({ script: [{ text: 'Nice.' }] })
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    const runId = await session.submitInput({
      blocks: [
        { type: 'text', text: 'What is this?' },
        { type: 'file', name: 'dot.png', mimeType: 'image/png', data: png },
        { type: 'file', name: 'n.csv', mimeType: 'text/csv', data: Buffer.from('a,b').toString('base64') },
      ],
    })
    await session.settled(runId)
    expect(messagesOf(endpoint, 0)).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } },
          { type: 'text', text: 'File n.csv (text/csv):\na,b' },
        ],
      },
    ])
  })
})
