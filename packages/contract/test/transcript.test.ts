import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventData, EventType, SessionEvent } from '../src/event.ts'
import { emptyTranscript, reduceTranscript, TranscriptFold } from '../src/transcript.ts'
import { noUsage } from '../src/usage.ts'

const log = (...entries: [type: EventType, data: unknown][]): SessionEvent[] =>
  entries.map(([type, data], at) => ({
    id: `e${at + 1}`,
    sessionId: 's',
    seq: at + 1,
    ts: '2026-01-01T00:00:00.000Z',
    type,
    v: 1,
    runId: 'r',
    source: 'runner',
    data,
  })) as SessionEvent[]

const called: EventData<'tool.called'> = {
  toolCallId: 'c',
  toolId: 'fs',
  operation: 'write',
  toolInput: { path: 'a' },
  effect: 'write',
  attempt: 1,
}

const asked: EventData<'permission.requested'> = {
  permissionId: 'p',
  toolCallId: 'c',
  toolId: 'fs',
  operation: 'write',
  toolInput: { path: 'a' },
  options: ['allow_once', 'reject_once'],
  reason: 'asks by default',
  expiresAt: null,
}

const work = log(
  ['session.created', {}],
  ['block.started', { blockId: 'b', kind: 'assistant_text' }],
  ['block.delta', { blockId: 'b', delta: 'Hel' }],
  ['block.delta', { blockId: 'b', delta: 'lo' }],
  ['block.completed', { blockId: 'b', block: { blockId: 'b', kind: 'assistant_text', text: 'Hello' } }],
  ['tool.called', called],
  ['permission.requested', asked],
  ['permission.resolved', { permissionId: 'p', outcome: 'allowed', option: 'allow_once', by: 'ann' }],
  ['tool.started', { toolCallId: 'c', toolInput: { path: 'b' } }],
  ['tool.progressed', { toolCallId: 'c', output: '50 %' }],
  ['tool.completed', { toolCallId: 'c', result: { bytes: 3 }, summary: 'wrote b', durationMs: 7 }],
  ['plan.updated', { steps: [{ title: 'Done', status: 'completed' }] }],
  [
    'run.failed',
    { error: { code: 'RUNNER_FAILED', message: 'no', retryable: false }, durationMs: 1, doneReason: 'error' },
  ],
)

describe('reduceTranscript', () => {
  it('folds deltas, tool calls, permissions, plans and notices into what people read', () => {
    const { items, plan, lastSeq } = reduceTranscript(work)
    expect(items.map((item) => item.key)).toEqual(['block:b', 'tool:c', 'notice:13'])
    expect(items[0]).toMatchObject({ text: 'Hello', done: true, interrupted: false })
    expect(items[1]).toMatchObject({
      status: 'completed',
      toolInput: { path: 'b' },
      output: '50 %',
      summary: 'wrote b',
      permission: { outcome: 'allowed', by: 'ann' },
    })
    expect(plan).toEqual([{ title: 'Done', status: 'completed' }])
    expect(lastSeq).toBe(13)
  })

  it('[E3] gives the same however the log is cut into batches and however batches overlap', () => {
    const whole = reduceTranscript(work)
    fc.assert(
      fc.property(fc.array(fc.record({ take: fc.nat(5), repeat: fc.nat(4) }), { maxLength: 20 }), (cuts) => {
        let transcript = emptyTranscript
        let at = 0
        for (const { take, repeat } of [...cuts, { take: work.length, repeat: 2 }]) {
          transcript = reduceTranscript(work.slice(Math.max(0, at - repeat), at + take), transcript)
          at = Math.min(work.length, at + take)
        }
        expect(transcript).toEqual(whole)
      }),
    )
  })

  it('[E5] reads the same without the deltas of completed blocks', () => {
    const compacted = work.filter(({ type }) => type !== 'block.delta')
    expect(reduceTranscript(compacted).items).toEqual(reduceTranscript(work).items)
  })

  it('[E9] shows a type that it does not know instead of dropping it', () => {
    const { items } = reduceTranscript(log(['holiday.declared' as EventType, { on: 'Monday' }]))
    expect(items).toMatchObject([{ type: 'notice', event: { type: 'holiday.declared', data: { on: 'Monday' } } }])
  })

  it('does not change the transcript that it goes on from', () => {
    const before = reduceTranscript(work.slice(0, 4))
    const kept = structuredClone(before)
    reduceTranscript(work.slice(4), before)
    expect(before).toEqual(kept)
  })

  it('shows a call that asks for permission before it was announced', () => {
    const { items } = reduceTranscript(log(['permission.requested', asked], ['tool.called', called]))
    expect(items).toMatchObject([{ type: 'tool', status: 'called', permission: { permissionId: 'p', outcome: null } }])
  })

  it('tells of each run what was asked, how it ended and what it cost', () => {
    const runs = reduceTranscript(
      log(
        ['run.queued', { input: { text: 'Go' }, position: 1, strategy: 'enqueue' }],
        ['run.started', { attempt: 1, runner: 'scripted', hostId: 'h' }],
        ['run.completed', { durationMs: 5, doneReason: 'completed', usage: noUsage }],
      ),
    ).runs
    expect(runs).toMatchObject([{ runId: 'r', text: 'Go', status: 'completed', durationMs: 5, settledSeq: 3 }])
  })

  it('[E11] remembers which events of a call were cut, so that what is missing can be read', () => {
    const cut = log(
      ['tool.called', called],
      ['tool.completed', { toolCallId: 'c', result: '', summary: '', durationMs: 1 }],
    )
    const [tool] = reduceTranscript(cut.map((event) => ({ ...event, cut: true }))).items
    expect(tool).toMatchObject({ settledSeq: 2, cut: [1, 2] })
  })

  it('folded in place gives the same, and says from where on something has changed', () => {
    const fold = new TranscriptFold()
    for (const event of work) fold.add([event])
    expect(fold.transcript).toEqual(reduceTranscript(work))
    expect(fold.takeChanges()).toBe(0)
    expect(fold.takeChanges()).toBe(fold.transcript.items.length)
    const [delta] = log(['block.delta', { blockId: 'other', delta: '' }])
    if (delta) fold.add([{ ...delta, seq: 99 }])
    expect(fold.takeChanges()).toBe(fold.transcript.items.length)
  })

  it('takes the last compaction as its summary', () => {
    const compacted = { summary: 'So far.', uptoSeq: 1, tokensBefore: 9, tokensAfter: 2, mode: 'manual' }
    expect(reduceTranscript(log(['session.created', {}], ['session.compacted', compacted])).summary).toEqual({
      text: 'So far.',
      uptoSeq: 1,
    })
  })
})
