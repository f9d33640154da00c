import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionUpdate } from '@agentclientprotocol/sdk'
import type { JsonValue, SessionEvent } from '@sojourn/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { ToolUpdates } from '../src/acp/tool-updates.ts'
import { connectionFrom } from '../src/environment.ts'
import { expand, shortId } from '../src/find/abbreviation.ts'
import { ReadAhead } from '../src/follow/read-ahead.ts'
import { oneLine, plainText, shorten } from '../src/output/plain-text.ts'
import { ago, duration, usageText } from '../src/output/quantities.ts'
import { answerFromWords } from '../src/prompt/answer-schema.ts'
import { blockedWord, blockedWords } from '../src/render/blocked-words.ts'
import { inputLines } from '../src/render/input-lines.ts'
import { toolLabel } from '../src/render/tool-label.ts'

test('[L5] the token of the data directory goes to this machine alone', () => {
  const SOJOURN_DATA = mkdtempSync(join(tmpdir(), 'sojourn-token-'))
  onTestFinished(() => rmSync(SOJOURN_DATA, { recursive: true }))
  writeFileSync(join(SOJOURN_DATA, 'token'), 'local-token\n')
  const tokenFor = (url: string, more = {}) => connectionFrom({ SOJOURN_DATA, ...more }, { url }).token
  for (const host of ['127.0.0.1:3000', 'localhost', '[::1]:3000', '127.1.2.3']) {
    expect(tokenFor(`http://${host}`), host).toBe('local-token')
  }
  for (const host of ['sojourn.example.com', '10.0.0.1', '127.0.0.1.example.com', 'localhost.example.com']) {
    expect(tokenFor(`https://${host}`), host).toBeUndefined()
  }
  expect(tokenFor('https://sojourn.example.com', { SOJOURN_TOKEN: 'given' })).toBe('given')
  expect(() => tokenFor('ftp://127.0.0.1')).toThrow('write it like http://127.0.0.1:3000')
})

test('[Z1] pictures in a tool’s result are shown in the editor, once, wherever an agent puts them', () => {
  const picture = { mimeType: 'image/png', data: 'AAAA' }
  const shown = { type: 'content', content: { type: 'image', ...picture } }
  const completed = (result: JsonValue): SessionUpdate[] => {
    const data = { toolCallId: 'c', result, summary: 'A picture', durationMs: 1 }
    return new ToolUpdates('/srv').of({ type: 'tool.completed', data } as SessionEvent)
  }
  const text = { type: 'content', content: { type: 'text', text: 'A picture' } }
  for (const result of [{ content: [{ type: 'image', ...picture }] }, { output: 'A picture', images: [picture] }]) {
    expect(completed(result)).toEqual([
      { sessionUpdate: 'tool_call_update', toolCallId: 'c', status: 'completed', content: [text, shown] },
    ])
  }
  expect(completed('A picture')).toMatchObject([{ rawOutput: 'A picture', content: [text] }])
})

test('[L3] an id is told by a unique beginning or end', () => {
  const ids = ['0198c0de-1111-7000-8000-00000000aaaa', '0198c0de-2222-7000-8000-00000000bbbb']
  expect(expand('0000aaaa', ids, 'run')).toBe(ids[0])
  expect(expand('0198c0de-2', ids, 'run')).toBe(ids[1])
  expect(expand('aaa', ids, 'run')).toBeNull()
  expect(expand('cccc', ids, 'run')).toBeNull()
  expect(() => expand('0198', ids, 'run')).toThrow('fits 2 runs')
  expect(ids.map(shortId)).toEqual(['0000aaaa', '0000bbbb'])
  expect(shortId('my-session')).toBe('my-session')
})

test('[L6] control characters go, text stays', () => {
  expect(plainText('a\u001b[31mb\u001b]0;title\u0007c\u0000\r\u009b2Jd\te\nf')).toBe('abcd\te\nf')
  expect(oneLine('  a\n\n b\tc ')).toBe('a b c')
  expect(shorten('abcdef', 4)).toBe('abc…')
  expect(shorten('abc', 4)).toBe('abc')
})

test('[L6] durations, times and usage are short', () => {
  expect([5, 999, 1000, 59_940, 65_000, 3_725_000].map(duration)).toEqual([
    ...['5 ms', '999 ms', '1.0 s', '59.9 s', '1 min 05 s', '1 h 02 min'],
  ])
  const now = Date.parse('2026-05-02T12:00:00.000Z')
  const times = [
    '2026-05-02T11:59:30.000Z',
    '2026-05-02T11:18:00.000Z',
    '2026-05-01T11:00:00.000Z',
    '2026-04-01T00:00:00.000Z',
  ]
  expect(times.map((time) => ago(time, now))).toEqual(['now', '42 min ago', '25 h ago', '31 d ago'])
  const none = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
    costUsd: 0,
  }
  expect(usageText(none)).toBe('')
  expect(usageText({ ...none, inputTokens: 1200, outputTokens: 34, costUsd: 0.00312 })).toBe('1,234 tokens · $0.0031')
})

test('[L6] a tool call is told by what it works on, and its input line by line', () => {
  const call = { toolId: 'fs', operation: 'write', toolInput: { content: 'x', path: 'notes.md' } }
  expect(toolLabel(call, 80)).toBe('fs.write notes.md')
  expect(toolLabel({ ...call, title: 'Write the\nnotes' }, 80)).toBe('Write the notes')
  expect(toolLabel({ ...call, toolInput: { n: 1 } }, 80)).toBe('fs.write {"n":1}')
  expect(toolLabel({ ...call, toolInput: {} }, 80)).toBe('fs.write')
  expect(inputLines({ path: 'a', content: 'one\ntwo\n', n: 1 })).toEqual([
    'path: a',
    'content:',
    '  │ one',
    '  │ two',
    'n: 1',
  ])
  expect(inputLines({ content: 'line\n'.repeat(50) })).toHaveLength(21)
})

test('[L8] an answer is read as its schema says', () => {
  const object = { type: 'object', properties: { name: { type: 'string' }, news: { type: 'boolean' } } }
  expect(answerFromWords({ type: 'string' }, ['two', 'words'])).toBe('two words')
  expect(answerFromWords({ type: 'integer' }, ['42'])).toBe(42)
  expect(answerFromWords({ type: 'boolean' }, ['no'])).toBe(false)
  expect(answerFromWords({ enum: ['red', 1] }, ['1'])).toBe(1)
  expect(answerFromWords(object, ['name=Ada Lovelace', 'news=yes'])).toEqual({ name: 'Ada Lovelace', news: true })
  expect(answerFromWords(object, ['{"name": "Ada"}'])).toEqual({ name: 'Ada' })
  expect(answerFromWords({}, ['[1, 2]'])).toEqual([1, 2])
  const refusals: [object, string, string][] = [
    [{ type: 'integer' }, '1.5', 'whole number'],
    [{ type: 'number' }, '', 'number'],
    [{ type: 'boolean' }, 'maybe', 'yes or no'],
    [{ enum: ['a', 'b'] }, 'c', 'one of "a", "b"'],
    [object, 'nick=Ada', 'no field "nick"; it has name, news'],
    [object, 'Ada', 'name=value for name, news, or JSON'],
  ]
  for (const [schema, typed, said] of refusals) {
    expect(() => answerFromWords(schema as never, [typed]), typed).toThrow(said)
  }
})

test('[L8] what lies ahead is seen before it is its turn', async () => {
  const gate = Promise.withResolvers<void>()
  const seen: string[] = []
  const ahead = new ReadAhead(
    (async function* () {
      yield 1
      yield 2
      await gate.promise
      yield 3
    })(),
  )
  for await (const item of ahead) {
    seen.push(`item ${item}`)
    if (item !== 1) continue
    const three = Promise.withResolvers<void>()
    ahead.whenAhead((next) => next === 3, three.resolve)
    gate.resolve()
    await three.promise
    seen.push('3 is ahead')
  }
  expect(seen).toEqual(['item 1', '3 is ahead', 'item 2', 'item 3'])
})

test('[L8] the end is ahead of everything that will not come, and a failure keeps its place', async () => {
  const failing = new ReadAhead(
    (async function* () {
      yield 1
      throw new Error('broken')
    })(),
  )
  const ended = Promise.withResolvers<void>()
  failing.whenAhead(() => false, ended.resolve)
  await ended.promise
  const read = Array.fromAsync(failing)
  await expect(read).rejects.toThrow('broken')
})

const held = { since: '2026-01-01T12:00:00.000Z', until: null, runId: 'r1' }

test('why a session does not move: what has to happen, who holds it, and the times', () => {
  const heldBy = ['s1', 's2']
  const waiting = { ...held, reason: 'concurrency', limitOf: 'host', maxActiveRuns: 2, position: 3, heldBy } as const
  expect(blockedWords(waiting)).toContain('a place: number 3 in line for the 2 of this host; held by s1, s2 · since ')
  expect(blockedWord(waiting)).toBe('place 3')
  const until = '2026-01-01T12:05:00.000Z'
  const asked = { permissionId: 'p1', toolCallId: 'c1', toolId: 'fs', operation: 'write', others: 2 }
  const words = blockedWords({ ...held, reason: 'permission', ...asked, until })
  expect(words).toMatch(/^permission p1 for fs write, and 2 requests more · since .* · until /)
})

test('why a session does not move: what is missing', () => {
  const missing = { ...held, reason: 'no_runner', agentId: 'coder' } as const
  expect(blockedWords({ ...missing, runner: null })).toContain('agent coder, which is gone')
  expect(blockedWords({ ...missing, runner: 'acp' })).toContain('runner acp, which this server does not have')
})
