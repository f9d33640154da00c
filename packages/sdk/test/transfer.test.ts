import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSojourn, type Sojourn } from '../src/index.ts'
import { TestServer } from '../src/testing/test-server.ts'
import { hangUp, refusal, scriptedServer } from './scripted-server.ts'

let server: TestServer
let sojourn: Sojourn

beforeAll(async () => {
  server = await TestServer.start()
  sojourn = createSojourn({ url: server.url, token: server.token })
})
afterAll(() => server[Symbol.asyncDispose]())

const backoff = { firstMs: 1, maxMs: 4 }

const worked = async (text: string) => {
  const session = await sojourn.sessions.create({ title: 'Ünïcode' })
  await session.send(`@script ${JSON.stringify([{ text, chunks: 3 }])}`).result()
  return session
}

test('[K10] an export comes line by line, is what its digest says, and imports as it is read', async () => {
  const session = await worked(`Täglich ✓ ${'x'.repeat(200_000)}`)
  const lines = await Array.fromAsync(session.export())
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, at) => at + 1))
  const { sha256, lastSeq } = await sojourn.sessions.digest({ sessionId: session.id })
  expect(lastSeq).toBe(lines.length)
  const sha256Of = (some: readonly string[]) =>
    createHash('sha256')
      .update(some.map((line) => `${line}\n`).join(''))
      .digest('hex')
  expect(sha256Of(lines)).toBe(sha256)
  expect(sha256Of(await Array.fromAsync(session.export({ uptoSeq: 2 })))).toBe(sha256Of(lines.slice(0, 2)))
  await using other = await TestServer.start()
  const there = createSojourn({ url: other.url, token: other.token })
  const imported = await there.sessions.import({ lines: session.export() })
  expect(imported.snapshot).toMatchObject({ id: session.id, title: 'Ünïcode', seq: lines.length })
  expect(await there.sessions.digest({ sessionId: session.id })).toMatchObject({ sha256 })
})

test('[K10] an import takes a text, another id, and says what is wrong with its lines', async () => {
  const session = await worked('Hello')
  const lines = await Array.fromAsync(session.export())
  const text = lines.map((line) => `${line}\n`).join('')
  expect((await sojourn.sessions.import({ id: 'copy-1', lines: text })).id).toBe('copy-1')
  expect((await sojourn.sessions.import({ id: 'copy-2', lines })).snapshot.seq).toBe(lines.length)
  const broken = sojourn.sessions.import({ id: 'copy-3', lines: [...lines.slice(0, 2), '{'] })
  await expect(broken).rejects.toMatchObject({ code: 'IMPORT_INVALID' })
  await expect(sojourn.sessions.import({ lines })).rejects.toMatchObject({ code: 'SESSION_EXISTS' })
})

test('[K10] an export of nothing is refused, and one that breaks off is an error, never a short copy', async () => {
  const unknown = Array.fromAsync(sojourn.sessions.export({ sessionId: 'nobody' }))
  await expect(unknown).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
  const { url } = await scriptedServer([
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      response.write('{"seq":1}\n{"seq"', () => response.destroy())
    },
  ])
  const read: string[] = []
  const reading = (async () => {
    for await (const line of createSojourn({ url, backoff }).sessions.export({ sessionId: 's' })) read.push(line)
  })()
  await expect(reading).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' })
  expect(read).toEqual(['{"seq":1}'])
})

test('[K10] an answer that ends within a line is broken, whatever its length said', async () => {
  const { url } = await scriptedServer([
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      response.end('{"seq":1}\n{"seq"')
    },
  ])
  const reading = Array.fromAsync(createSojourn({ url }).sessions.export({ sessionId: 's' }))
  await expect(reading).rejects.toMatchObject({ code: 'BAD_RESPONSE' })
})

test('[K2] an export whose beginning the network lost is asked for again', async () => {
  const { url, requests } = await scriptedServer([
    hangUp,
    refusal(503, { code: 'STORE_UNAVAILABLE', detail: 'away' }),
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      response.end('{"seq":1}\n')
    },
  ])
  const lines = await Array.fromAsync(createSojourn({ url, backoff }).sessions.export({ sessionId: 's' }))
  expect(lines).toEqual(['{"seq":1}'])
  expect(requests).toHaveLength(3)
})

test('[K3] an export ends with its signal, and an aborted import rejects with the reason', async () => {
  const session = await worked('Hello')
  const stop = new AbortController()
  const reading = (async () => {
    for await (const _line of session.export({}, { signal: stop.signal })) stop.abort(new Error('enough'))
  })()
  await expect(reading).rejects.toThrow('enough')
  const aborted = sojourn.sessions.import({ lines: [] }, { signal: AbortSignal.abort(new Error('never mind')) })
  await expect(aborted).rejects.toThrow('never mind')
})
