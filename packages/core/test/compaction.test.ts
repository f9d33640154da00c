import { emptyTranscript, type Transcript } from '@sojourn/contract/transcript'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Runner } from '../src/ports/runner.ts'
import { extractiveSummary } from '../src/runs/compaction.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver
let runner: ScriptedTurns & Runner
let seen: Transcript[]

beforeEach(async () => {
  seen = []
  runner = new ScriptedTurns()
    .on('talk', async (turn) => {
      await turn.say('Answer')
    })
    .on('read', async (turn) => {
      seen.push(await turn.transcript())
    })
    .on('work', async (turn) => {
      const request = { toolCallId: turn.runId, toolId: 'fs', operation: 'get', toolInput: { path: 'a' } }
      await turn.tool(request, async () => ({ result: 'contents' }))
    })
  driver = await SessionDriver.open({ runner })
})
afterEach(() => driver.runtime.shutdown())

const compacted = async () => (await driver.eventsOfType('session.compacted')).map(({ data }) => data)
const textsOf = (transcript: Transcript | undefined) =>
  transcript?.items.flatMap((item) => (item.type === 'block' ? [item.text] : []))

describe('compact', () => {
  it('[F3] without a summariser makes an extractive summary and marks what it covers', async () => {
    await driver.run('talk')
    await driver.run('work')
    const { lastSeq } = await driver.session()
    await driver.run('/compact')
    const [data] = await compacted()
    expect(data).toEqual({
      summary: 'User: talk\nAgent: Answer\nUser: work\nTool fs get: contents',
      uptoSeq: lastSeq + 3,
      tokensBefore: expect.any(Number),
      tokensAfter: 15,
      mode: 'manual',
    })
    expect((await driver.events()).at((data?.uptoSeq ?? 0) - 1)?.type).toBe('session.state_changed')
  })

  it('[F3] the model reads the summary and what came after its marker; the log keeps everything', async () => {
    await driver.run('talk')
    const before = await driver.events()
    await driver.run('/compact')
    await driver.run('talk')
    await driver.run('read')
    expect(seen[0]?.summary?.text).toBe('User: talk\nAgent: Answer')
    expect(textsOf(seen[0])).toEqual(['talk', 'Answer', 'read'])
    expect((await driver.events()).slice(0, before.length)).toEqual(before)
  })

  it('[F3] the old summary is folded into the new one', async () => {
    await driver.run('talk')
    await driver.run('/compact')
    await driver.run('work')
    await driver.run('/compact')
    expect((await compacted()).map(({ summary }) => summary)).toEqual([
      'User: talk\nAgent: Answer',
      'User: talk\nAgent: Answer\nUser: work\nTool fs get: contents',
    ])
  })

  it('[F3] the runner’s own summariser is asked, with the transcript it shall fold', async () => {
    const asked: Transcript[] = []
    runner.summarise = async ({ transcript, settings, usage }) => {
      asked.push(transcript)
      await usage({ model: 'm', inputTokens: 70, outputTokens: 7 })
      return `Summary ${asked.length} ${JSON.stringify(settings)}`
    }
    await driver.run('talk')
    await driver.run('/compact')
    await driver.run('talk')
    await driver.run('/compact')
    expect((await compacted()).map(({ summary }) => summary)).toEqual(['Summary 1 {}', 'Summary 2 {}'])
    const used = await driver.eventsOfType('usage.recorded')
    expect(used.map(({ data }) => data)).toMatchObject([
      { inputTokens: 70, outputTokens: 7, purpose: 'summary' },
      { purpose: 'summary' },
    ])
    expect(textsOf(asked[0])).toEqual(['talk', 'Answer'])
    expect(asked[1]?.summary?.text).toBe('Summary 1 {}')
    expect(textsOf(asked[1])).toEqual(['talk', 'Answer'])
  })

  it('[F3] [R10] a summary that fails changes nothing, and its run has failed', async () => {
    await driver.run('talk')
    await driver.run('/compact')
    const [before] = await compacted()
    await driver.run('talk')
    runner.summarise = () => Promise.reject(new Error('The model is away'))
    expect(await driver.run('/compact')).toMatchObject({
      status: 'failed',
      doneReason: 'error',
      error: { message: 'The model is away' },
    })
    expect(await compacted()).toEqual([before])
    await driver.run('read')
    expect(seen[0]?.summary?.text).toBe(before?.summary)
  })

  it('[F3] [R6] a compaction that is cancelled changes nothing', async () => {
    await driver.run('talk')
    runner.summarise = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const runId = await driver.submit('/compact')
    await driver.runtime.runs.cancel(tester, { runId })
    expect((await driver.settled(runId)).status).toBe('cancelled')
    expect(await compacted()).toEqual([])
  })

  it('[F3] an empty summary is a failure: a model that says nothing must not erase the past', async () => {
    await driver.run('talk')
    runner.summarise = async () => '  \n'
    expect(await driver.run('/compact')).toMatchObject({ status: 'failed' })
    expect(await compacted()).toEqual([])
  })

  it('[F3] with nothing to compact there is nothing to write', async () => {
    expect(await driver.run('/compact')).toMatchObject({ status: 'completed', doneReason: 'compacted' })
    await driver.run('talk')
    await driver.run('/compact')
    await driver.run('/compact')
    expect(await compacted()).toHaveLength(1)
  })

  it('[F3] tokens are counted over the whole text that the model would have read', async () => {
    await driver.run('x'.repeat(4_000))
    await driver.run('/compact')
    const [data] = await compacted()
    expect(data?.tokensBefore).toBeGreaterThanOrEqual(1_000)
    expect(data?.tokensAfter).toBeLessThan(120)
  })
})

describe('extractive summary', () => {
  const transcriptOf = (texts: string[], summary: string | null): Transcript => ({
    ...emptyTranscript,
    summary: summary === null ? null : { text: summary, uptoSeq: 1 },
    items: texts.map((text, at) => ({
      type: 'block',
      key: `${at}`,
      seq: at + 2,
      ts: '2026-01-01T00:00:00.000Z',
      runId: null,
      blockId: `${at}`,
      kind: 'assistant_text',
      text,
      done: true,
      interrupted: false,
      parentBlockId: null,
      title: null,
      attachments: [],
    })),
  })

  it('[F3] loses nothing of the old summary while there is room', () => {
    const old = 'o'.repeat(7_000)
    expect(extractiveSummary(transcriptOf([], old))).toBe(old)
    expect(extractiveSummary(transcriptOf(['new'], old))).toBe(`${old}\nAgent: new`)
  })

  it('[F3] when it gets too long, keeps the newest of both, and never more than the limit', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at} ${'x'.repeat(100)}`)
    const summary = extractiveSummary(transcriptOf(lines, `the oldest\n${'o'.repeat(6_000)}\nthe newest of the old`))
    expect(summary.length).toBeLessThanOrEqual(8_000)
    expect(summary).toContain('the newest of the old')
    expect(summary).not.toContain('the oldest')
    expect(summary).toContain('line 99')
    expect(summary).not.toContain('line 1 ')
  })

  it('[F3] cuts long items, and not through a character', () => {
    const summary = extractiveSummary(transcriptOf([`${'x'.repeat(392)}😀`], '😀'.repeat(5_000)))
    expect(summary.isWellFormed()).toBe(true)
    expect(summary.endsWith(`Agent: ${'x'.repeat(392)}`)).toBe(true)
  })

  it('[F3] says nothing of thinking and empty blocks', () => {
    const transcript = transcriptOf(['a', ' '], null)
    const [first, ...rest] = transcript.items
    const thinking = first?.type === 'block' ? [{ ...first, kind: 'thinking' as const }] : []
    expect(extractiveSummary({ ...transcript, items: [...thinking, ...rest] })).toBe('')
  })
})
