import { describe, expect, it } from 'vitest'
import type { FollowFrame } from '../src/events/follow-events.ts'
import type { AgentRuntime } from '../src/runtime/agent-runtime.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

/** A follower whose frames a test takes one by one. */
const follow = (runtime: AgentRuntime, sessionId: string, after?: number) => {
  const controller = new AbortController()
  const input = after === undefined ? { sessionId } : { sessionId, after }
  return { frames: runtime.events.follow(tester, input, controller.signal), controller }
}

/** Takes frames until `synced`; answers with all seqs before it and the frame itself. */
const untilSynced = async (frames: AsyncGenerator<FollowFrame>) => {
  const seqs: number[] = []
  while (true) {
    const next = await frames.next()
    if (next.done) throw new Error('ended before synced')
    if (next.value.kind === 'synced') return { seqs, synced: next.value.seq }
    seqs.push(...next.value.events.map(({ seq }) => seq))
  }
}

const seqsOf = (frame: IteratorResult<FollowFrame>) => {
  if (frame.done || frame.value.kind !== 'events') throw new Error(`no events: ${JSON.stringify(frame)}`)
  return frame.value.events.map(({ seq }) => seq)
}

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at)

/** A session in whose log every run of `fill` leaves `count` lines; one such run is done. */
const sessionWith = async (count: number, options: Parameters<typeof startTestRuntime>[0] = {}) => {
  const runner = new ScriptedTurns().on('fill', async (turn) => {
    for (let line = 0; line < count; line += 1) await turn.log('info', `line ${line}`)
  })
  const started = await startTestRuntime({ runner, ...options })
  const { id } = await started.runtime.sessions.create(tester, {})
  await started.runtime.runs.execute(tester, { sessionId: id, input: { text: 'fill' } })
  const { lastSeq } = await started.runtime.sessions.get(tester, { sessionId: id })
  return { ...started, id, lastSeq }
}

const rename = async (runtime: AgentRuntime, sessionId: string, title: string) =>
  (await runtime.sessions.update(tester, { sessionId, title })).seq

describe('following', () => {
  it('[E3] [Trap 1] a client 1,201 events behind gets every one of them, then what is new', async () => {
    const { runtime, id, lastSeq } = await sessionWith(3_000)
    const { frames, controller } = follow(runtime, id, lastSeq - 1_201)
    const { seqs, synced } = await untilSynced(frames)
    expect(seqs).toEqual(numbers(lastSeq - 1_200, lastSeq))
    expect(synced).toBe(lastSeq)
    await rename(runtime, id, 'new')
    expect(seqsOf(await frames.next())).toEqual([lastSeq + 1])
    controller.abort()
    expect((await frames.next()).done).toBe(true)
  })

  it('[E3] any point to start from: exclusive, whole, and `synced` once with the last seq delivered', async () => {
    const { runtime, id, lastSeq } = await sessionWith(20)
    for (let after = 0; after <= lastSeq; after += 1) {
      const { frames, controller } = follow(runtime, id, after)
      expect(await untilSynced(frames)).toEqual({ seqs: numbers(after + 1, lastSeq), synced: lastSeq })
      const next = frames.next()
      controller.abort()
      expect((await next).done).toBe(true)
    }
  })

  it('[E3] a cursor beyond the end waits there: nothing is sent again, and nothing before it is sent', async () => {
    const { runtime, id, lastSeq } = await sessionWith(1)
    const { frames } = follow(runtime, id, lastSeq + 2)
    expect(await untilSynced(frames)).toEqual({ seqs: [], synced: lastSeq + 2 })
    const next = frames.next()
    for (const title of ['a', 'b', 'c']) await rename(runtime, id, title)
    expect(seqsOf(await next)).toEqual([lastSeq + 3])
    await frames.return(undefined)
  })

  it('[E3] [Trap 2] a late subscriber gets the backlog once, and the early one does not get it again', async () => {
    const { runtime, id, lastSeq } = await sessionWith(50)
    const early = follow(runtime, id)
    expect((await untilSynced(early.frames)).seqs).toEqual(numbers(1, lastSeq))
    const late = follow(runtime, id)
    expect((await untilSynced(late.frames)).seqs).toEqual(numbers(1, lastSeq))
    const seq = await rename(runtime, id, 'news')
    expect(seqsOf(await early.frames.next())).toEqual([seq])
    expect(seqsOf(await late.frames.next())).toEqual([seq])
    await early.frames.return(undefined)
    await late.frames.return(undefined)
  })

  it('[E3] [Trap 3] events of one and the same time are all delivered, from any seq among them', async () => {
    // The manual clock stands still: all events have one time.
    const { runtime, id, lastSeq, eventsOf } = await sessionWith(10)
    expect(new Set((await eventsOf(id)).map(({ ts }) => ts)).size).toBe(1)
    const { frames } = follow(runtime, id, 5)
    expect((await untilSynced(frames)).seqs).toEqual(numbers(6, lastSeq))
    await frames.return(undefined)
  })

  it('[E3] what is committed while the replay is under way comes in its place, before `synced`', async () => {
    const link = new StoreLink(new MemoryStore())
    const { runtime, id, lastSeq } = await sessionWith(5, { store: link.store })
    const release = link.hold('readEvents')
    const { frames } = follow(runtime, id)
    const first = frames.next()
    const seq = await rename(runtime, id, 'meanwhile')
    release()
    const replayed = seqsOf(await first)
    const { seqs, synced } = await untilSynced(frames)
    expect([...replayed, ...seqs]).toEqual(numbers(1, seq))
    expect([seq, synced]).toEqual([lastSeq + 1, lastSeq + 1])
    await frames.return(undefined)
  })

  it('[E2] [E3] nobody is shown what is not in the log yet', async () => {
    const link = new StoreLink(new MemoryStore())
    const { runtime, id, lastSeq } = await sessionWith(1, { store: link.store })
    const { frames } = follow(runtime, id, lastSeq)
    await untilSynced(frames)
    const release = link.hold('append')
    const renaming = rename(runtime, id, 'held')
    const heard: string[] = []
    const next = frames.next().then((frame) => {
      heard.push('follower')
      return frame
    })
    // Another session is served in the meantime: the loop has turned, and still nobody has heard of it.
    await runtime.sessions.list(tester, {})
    expect(heard).toEqual([])
    expect((await runtime.sessions.get(tester, { sessionId: id })).title).not.toBe('held')
    release()
    expect(seqsOf(await next)).toEqual([await renaming])
    await frames.return(undefined)
  })

  it('[E3] an unknown session, and one of another project, is refused at the first step', async () => {
    const { runtime, id } = await sessionWith(1)
    const unknown = follow(runtime, 'unknown')
    await expect(unknown.frames.next()).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    const foreign = { ...tester, projectId: 'other' }
    const frames = runtime.events.follow(foreign, { sessionId: id }, new AbortController().signal)
    await expect(frames.next()).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    expect(runtime.system.info().followers).toBe(0)
  })

  it('[E3] a signal that has aborted before the start ends it at once; leaving early unsubscribes', async () => {
    const { runtime, id } = await sessionWith(1)
    const signal = AbortSignal.abort()
    expect((await runtime.events.follow(tester, { sessionId: id }, signal).next()).done).toBe(true)
    const { frames } = follow(runtime, id)
    await frames.next()
    expect(runtime.system.info().followers).toBe(1)
    await frames.return(undefined)
    expect(runtime.system.info().followers).toBe(0)
  })

  it('[S12] deleting the session ends its followers', async () => {
    const { runtime, id } = await sessionWith(1)
    const { frames } = follow(runtime, id)
    await untilSynced(frames)
    const next = frames.next()
    await runtime.sessions.delete(tester, { sessionId: id })
    expect((await next).done).toBe(true)
    expect(runtime.system.info().followers).toBe(0)
  })

  it('[E4] a follower inside the tail costs no read of the log; one that fell out of it reads there again', async () => {
    const link = new StoreLink(new MemoryStore())
    const { runtime, id, lastSeq } = await sessionWith(10, { store: link.store })
    const quick = follow(runtime, id, lastSeq)
    const slow = follow(runtime, id, lastSeq)
    await untilSynced(quick.frames)
    await untilSynced(slow.frames)
    const reads = link.calls('readEvents')
    const got: number[] = []
    for (let round = 0; round < 5; round += 1) {
      await rename(runtime, id, `round ${round}`)
      got.push(...seqsOf(await quick.frames.next()))
    }
    expect(got).toEqual(numbers(lastSeq + 1, lastSeq + 5))
    expect(link.calls('readEvents')).toBe(reads)
    // The slow one takes nothing while far more is said than the tail holds.
    await runtime.runs.execute(tester, { sessionId: id, input: { text: 'fill' } })
    for (let run = 0; run < 500; run += 1) {
      await runtime.runs.execute(tester, { sessionId: id, input: { text: 'fill' } })
    }
    const last = (await runtime.sessions.get(tester, { sessionId: id })).lastSeq
    expect(last - lastSeq).toBeGreaterThan(5_000)
    const caught: number[] = []
    while (caught.at(-1) !== last) caught.push(...seqsOf(await slow.frames.next()))
    expect(caught).toEqual(numbers(lastSeq + 1, last))
    expect(link.calls('readEvents')).toBeGreaterThan(reads)
    await quick.frames.return(undefined)
    await slow.frames.return(undefined)
  })
})
