import type { SessionEvent } from '@sojourn/contract/event'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSojourn, reduceTranscript, type Sojourn, SojournError } from '../src/index.ts'
import { TestServer } from '../src/testing/test-server.ts'

let server: TestServer
let sojourn: Sojourn

beforeAll(async () => {
  server = await TestServer.start()
  sojourn = createSojourn({ url: server.url, token: server.token })
})
afterAll(() => server[Symbol.asyncDispose]())

const script = (...steps: object[]) => `@script ${JSON.stringify(steps)}`
const write = { tool: { toolId: 'fs', operation: 'write', toolInput: { path: 'a.txt', content: 'hello' } } }
const failureOf = async (answer: Promise<unknown>): Promise<SojournError> => {
  const error = await answer.then(
    () => new Error('it was not refused'),
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(SojournError)
  return error as SojournError
}

test('[K5] a sent run gives its events to the terminal one, its text and its result', async () => {
  const session = await sojourn.sessions.create({ title: 'First' })
  expect(session.snapshot).toMatchObject({ id: session.id, state: 'created', status: 'active', title: 'First' })
  const run = await session.send(script({ text: 'One two three', chunks: 3 }, { text: 'Four' }))
  const [events, pieces, result] = await Promise.all([Array.fromAsync(run), Array.fromAsync(run.text()), run.result()])
  expect(events.map((event) => event.type)).toContain('run.started')
  expect(events[0]).toMatchObject({ type: 'run.queued' })
  expect(events.at(-1)).toMatchObject({ type: 'run.completed' })
  expect(new Set(events.map((event) => event.runId))).toEqual(new Set([run.id]))
  expect(pieces.join('')).toBe('One two three\n\nFour')
  expect(result).toMatchObject({ id: run.id, status: 'completed', doneReason: 'completed' })
})

test('[K5] a run can be used without waiting for its id, and fails as its submit fails', async () => {
  const session = await sojourn.sessions.create()
  const sent = session.send(script({ text: 'Straight' }))
  expect((await Array.fromAsync(sent.text())).join('')).toBe('Straight')
  expect(await sent.result()).toMatchObject({ id: (await sent).id, status: 'completed' })
  const lost = sojourn.session('nobody').send('Hello')
  expect((await failureOf(Array.fromAsync(lost))).code).toBe('SESSION_NOT_FOUND')
  expect((await failureOf(lost.result())).code).toBe('SESSION_NOT_FOUND')
})

test('[K4] followers of a server that is killed and started again see the log: no gap, no duplicate', async () => {
  await using mortal = await TestServer.start()
  const client = createSojourn({ url: mortal.url, token: mortal.token, backoff: { firstMs: 20, maxMs: 100 } })
  const session = await client.sessions.create()
  const run = await session.send(script({ text: 'word '.repeat(300), chunks: 300, delayMs: 3 }, write))
  const seen: SessionEvent[] = []
  const stop = new AbortController()
  const approving = session.onPermission(() => 'allow_once', { signal: stop.signal })
  let crashes = 0
  for await (const event of session.events({ signal: stop.signal })) {
    seen.push(event)
    if (event.type === 'block.delta' && seen.length > 20 && crashes === 0) {
      crashes += 1
      await mortal.end('SIGKILL')
      await mortal.start()
    }
    if (event.type === 'run.completed') stop.abort()
  }
  await approving.done
  expect(seen.map((event) => event.seq)).toEqual(seen.map((_, at) => at + 1))
  const { events } = await session.eventPage({ limit: 1000 })
  expect(seen).toEqual(events.slice(0, seen.length))
  expect(seen.filter((event) => event.type === 'run.requeued')).toHaveLength(1)
  expect(await run.result()).toMatchObject({ status: 'completed', attempt: 2 })
})

test('[K4] followers of a server that stops in good order go on when it is back', async () => {
  await using mortal = await TestServer.start()
  const client = createSojourn({ url: mortal.url, token: mortal.token, backoff: { firstMs: 20, maxMs: 100 } })
  const session = await client.sessions.create()
  const states: string[] = []
  const events = session.events({ onConnection: ({ state }) => states.push(state) })[Symbol.asyncIterator]()
  expect((await events.next()).value).toMatchObject({ seq: 1, type: 'session.created' })
  const next = events.next()
  await mortal.end('SIGTERM')
  await mortal.start()
  await session.tag('back')
  expect((await next).value).toMatchObject({ seq: 2, type: 'session.tagged' })
  await events.return?.()
  expect(states.at(-1)).toBe('closed')
  expect(states).toContain('waiting')
})

test('[K6] a permission handler answers for the session; a second answer is refused with the one that stands', async () => {
  const session = await sojourn.sessions.create()
  const asked: string[] = []
  const watch = session.onPermission((permission) => {
    asked.push(`${permission.toolId}.${permission.operation}`)
    return { option: 'allow_once', message: 'fine' }
  })
  const run = await session.send(script(write))
  expect(await run.result()).toMatchObject({ status: 'completed' })
  watch.stop()
  await watch.done
  expect(asked).toEqual(['fs.write'])
  const { items } = await sojourn.permissions.list({ sessionId: session.id })
  const answered = items[0]
  expect(answered).toMatchObject({ status: 'allowed', message: 'fine' })
  const second = await failureOf(session.deny(answered?.id ?? ''))
  expect(second.code).toBe('ALREADY_ANSWERED')
})

test('[K6] a handler that leaves the answer to somebody else hears that it came', async () => {
  const session = await sojourn.sessions.create()
  const run = await session.send(script(write))
  const aborted = Promise.withResolvers<void>()
  const watch = session.onPermission(async (permission, { signal }) => {
    signal.addEventListener('abort', () => aborted.resolve())
    await session.deny(permission.id, { message: 'not now' })
    return undefined
  })
  await aborted.promise
  watch.stop()
  await watch.done
  expect(await run.result()).toMatchObject({ status: 'failed', doneReason: 'denied' })
})

test('[K6] a handler that throws ends its watch with the error', async () => {
  const session = await sojourn.sessions.create()
  await session.send(script(write))
  const watch = session.onPermission(() => {
    throw new Error('no idea')
  })
  await expect(watch.done).rejects.toThrow('no idea')
  await session.cancel()
})

test('[K6] a question handler answers', async () => {
  const session = await sojourn.sessions.create()
  const watch = session.onQuestion(({ prompt }) => `You asked: ${prompt}`)
  const run = await session.send(script({ ask: { prompt: 'Who?', schema: { type: 'string' } } }))
  expect((await Array.fromAsync(run.text())).join('')).toContain('You asked: Who?')
  watch.stop()
  await watch.done
})

test('[K1] refusals are SojournErrors with the code of the catalogue', async () => {
  const missing = await failureOf(sojourn.session('nobody').get())
  expect(missing).toMatchObject({ code: 'SESSION_NOT_FOUND', status: 404, retryable: false })
  const invalid = await failureOf(sojourn.sessions.create({ limits: { maxConcurrentRuns: 2 as 1 } }))
  expect(invalid.code).toBe('VALIDATION_FAILED')
  expect(invalid.issues?.map(({ path }) => path)).toEqual(['limits.maxConcurrentRuns'])
  const stranger = createSojourn({ url: server.url, token: 'wrong-token-wrong-token' })
  expect((await failureOf(stranger.system.info())).code).toBe('UNAUTHORIZED')
  const events = stranger.session('nobody').events()[Symbol.asyncIterator]()
  expect((await failureOf(events.next())).code).toBe('UNAUTHORIZED')
  const gone = sojourn.session('nobody').events()[Symbol.asyncIterator]()
  expect((await failureOf(gone.next())).code).toBe('SESSION_NOT_FOUND')
})

test('[K3] an abort stops waiting for a result, not the run', async () => {
  const session = await sojourn.sessions.create()
  const run = await session.send(script({ sleep: 60_000 }))
  await expect(run.result({ signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(await run.get()).toMatchObject({ status: 'running' })
  expect(await session.cancel()).toMatchObject({ runId: run.id })
  expect(await run.result()).toMatchObject({ status: 'cancelled', doneReason: 'cancelled' })
})

test('[K4] changes tell which sessions changed and which are gone', async () => {
  const stop = new AbortController()
  const connected = Promise.withResolvers<void>()
  const seen: string[] = []
  const changes = (async () => {
    for await (const batch of sojourn.sessions.changes({ signal: stop.signal })) {
      for (const change of batch) {
        seen.push(change.kind === 'changed' ? `${change.summary.title}` : 'deleted')
        connected.resolve()
        if (change.kind === 'deleted') stop.abort()
      }
    }
  })()
  const knocking = setInterval(() => void sojourn.sessions.create({ title: 'knock' }), 20)
  await connected.promise
  clearInterval(knocking)
  const session = await sojourn.sessions.create({ title: 'mine' })
  await session.delete()
  await changes
  expect(seen).toEqual(expect.arrayContaining(['knock', 'deleted']))
})

test('[K5] the transcript that is followed ends where the one that is read does', async () => {
  const session = await sojourn.sessions.create()
  const run = await session.send(script({ plan: [{ title: 'A' }] }, { text: 'One two', chunks: 2 }))
  await run.result()
  const whole = await session.transcript()
  expect(whole.items.map((item) => item.type)).toEqual(['block', 'block'])
  const { events } = await session.eventPage({ limit: 1000 })
  expect(reduceTranscript(events)).toEqual(whole)
  for await (const transcript of session.followTranscript()) {
    if (transcript.lastSeq < whole.lastSeq) continue
    expect(transcript).toEqual(whole)
    break
  }
})

test('[K5] handles do what the procedures do', async () => {
  const session = await sojourn.sessions.create({ tag: 'handles', labels: ['x'] })
  const run = await session.send(script({ text: 'hi' }))
  await run.result()
  const checkpoint = await session.checkpoint({ step: 1 }, { label: 'one' })
  expect((await session.checkpoints()).items.map(({ id }) => id)).toEqual([checkpoint.id])
  const child = await session.fork({ atCheckpoint: checkpoint.id, title: 'Child' })
  expect(child.snapshot).toMatchObject({ parentId: session.id, title: 'Child', tags: [] })
  expect((await sojourn.sessions.resolve({ tag: 'handles' })).snapshot).toMatchObject({ id: session.id, how: 'found' })
  expect(await session.update({ context: { a: 1 } })).toMatchObject({ context: { a: 1 } })
  expect(await session.pause({ reason: 'tea' })).toMatchObject({ status: 'paused' })
  expect(await session.resume()).toMatchObject({ status: 'active' })
  expect(await session.complete()).toMatchObject({ status: 'completed' })
  expect(await session.archive()).toMatchObject({ archivedAt: expect.any(String) })
  expect(await session.unarchive()).toMatchObject({ archivedAt: null })
  expect(await session.untag('handles')).toMatchObject({ tags: [] })
  expect(await session.metrics()).toMatchObject({ runs: { completed: 1 } })
  expect(await session.usage()).toMatchObject({ sessionId: session.id })
  expect((await session.runs()).items).toHaveLength(1)
  expect(await session.delete()).toMatchObject({ deleted: true })
})
