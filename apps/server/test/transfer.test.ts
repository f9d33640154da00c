import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MemoryStore } from '@sojourn/core/store/memory-store'
import { createRequest, logEvents, sessionRecord } from '@sojourn/core/testing/store-fixtures'
import { openSqliteStore } from '@sojourn/db/sqlite/open-sqlite-store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, script, startTestServer, type TestServer } from './support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const exported = async (from: TestServer, id: string): Promise<string> =>
  (await from.call<string>(`/api/v1/sessions/${id}/export`)).body
const importText = (to: TestServer, text: string, query = ''): Promise<Answer<Record<string, unknown>>> =>
  to.call(`/api/v1/sessions/import${query}`, {
    method: 'POST',
    text,
    headers: { 'content-type': 'application/x-ndjson' },
  })

/** A session in which something has happened, and its export. */
const travelled = async (): Promise<{ id: string; text: string; lines: string[] }> => {
  const { id } = await server.createSession({ title: 'Ünïcode', context: { deep: [1, { a: null }] } })
  await server.post(`/sessions/${id}/runs/execute`, { input: script({ text: 'Done ✓' }) })
  const text = await exported(server, id)
  return { id, text, lines: text.trimEnd().split('\n') }
}

describe('export and import', () => {
  it('[E10] a session exports as one event a line, and imports on another server with its seqs intact', async () => {
    const { id, text, lines } = await travelled()
    const answer = await server.call(`/api/v1/sessions/${id}/export`)
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(text.endsWith('}\n')).toBe(true)
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, at) => at + 1))
    const { body: digest } = await server.get(`/sessions/${id}/digest`)
    expect(digest).toEqual({
      sessionId: id,
      lastSeq: lines.length,
      sha256: createHash('sha256').update(text).digest('hex'),
    })
    await using other = await startTestServer()
    const imported = await importText(other, text)
    expect(imported).toMatchObject({ status: 201, body: { id, title: 'Ünïcode', seq: lines.length } })
    expect(await exported(other, id)).toBe(text)
    expect((await other.get(`/sessions/${id}/digest`)).body).toEqual(digest)
    const { body: before } = await server.get(`/sessions/${id}`)
    expect((await other.get(`/sessions/${id}`)).body).toEqual(before)
    // It goes on from there.
    const run = await other.post(`/sessions/${id}/runs/execute`, { input: script({ text: 'More' }) })
    expect(run.body).toMatchObject({ status: 'completed', output: 'More' })
  })

  it('[E10] an id that is taken is refused, and another one makes a copy beside it', async () => {
    const { id, text, lines } = await travelled()
    expect(await importText(server, text)).toMatchObject({ status: 409, body: { code: 'SESSION_EXISTS' } })
    const copied = await importText(server, text, `?id=copy-of-${id}`)
    expect(copied).toMatchObject({ status: 201, body: { id: `copy-of-${id}`, seq: lines.length } })
    expect(await exported(server, id)).toBe(text)
    const runsOf = async (session: string) =>
      (await server.get<{ items: { id: string; output: string }[] }>(`/sessions/${session}/runs`)).body.items
    const [[original], [copy]] = [await runsOf(id), await runsOf(`copy-of-${id}`)]
    expect(copy).toMatchObject({ output: original?.output })
    expect(copy?.id).not.toBe(original?.id)
  })

  it.each<[string, (lines: string[]) => string[]]>([
    ['an empty file', () => []],
    ['a hole', (lines) => lines.filter((_, at) => at !== 2)],
    ['a beginning that is missing', (lines) => lines.slice(1)],
    ['a broken line', (lines) => lines.map((line, at) => (at === 2 ? line.slice(0, -5) : line))],
    ['an empty line', (lines) => [...lines.slice(0, 2), '', ...lines.slice(2)]],
    ['another first event', (lines) => [lines[1]?.replace('"seq":2', '"seq":1') ?? '']],
    [
      'events of two sessions',
      (lines) => lines.map((line, at) => (at === 2 ? line.replace(/"sessionId":"[^"]+"/, '"sessionId":"x"') : line)),
    ],
    ['data that is not of its type', (lines) => lines.map((line) => line.replace('"labels":[]', '"labels":7'))],
    [
      'the same event twice',
      (lines) => [...lines, (lines.at(-1) ?? '').replace(/"seq":\d+/, `"seq":${lines.length + 1}`)],
    ],
    ['a line that is nested too deeply', (lines) => [...lines, `${'['.repeat(70)}${']'.repeat(70)}`]],
    ['a key that changes prototypes', (lines) => [...lines, '{"__proto__":{}}']],
  ])('[E10] %s is refused, and nothing is stored', async (_, change) => {
    await using other = await startTestServer()
    const { id, lines } = await travelled()
    const text = change(lines)
      .map((line) => `${line}\n`)
      .join('')
    expect(await importText(other, text)).toMatchObject({ status: 400, body: { code: 'IMPORT_INVALID' } })
    expect((await other.get(`/sessions/${id}`)).status).toBe(404)
  })

  it('[E10] a broken line is named', async () => {
    const { lines } = await travelled()
    const { body } = await importText(server, `${lines.slice(0, 3).join('\n')}\n{"id":\n`)
    expect(body).toMatchObject({ detail: 'Line 4: this is not JSON.', meta: { line: 4 } })
  })

  it('[E10] what is not lines is 415, what is too large 413', async () => {
    await using small = await startTestServer({ SOJOURN_MAX_IMPORT_BYTES: '1024' })
    const headers = { 'content-type': 'application/pdf' }
    const path = '/api/v1/sessions/import'
    expect((await small.call(path, { method: 'POST', text: 'x', headers })).status).toBe(415)
    expect((await importText(small, 'x'.repeat(2000))).status).toBe(413)
    expect((await small.get('/sessions/unknown/export')).status).toBe(404)
  })

  it('[E9] [E10] events of unknown types travel too', async () => {
    const { id, lines } = await travelled()
    const strange = { ...JSON.parse(lines.at(-1) ?? ''), id: 'strange', seq: lines.length + 1, type: 'moon.risen' }
    const text = `${[...lines, JSON.stringify({ ...strange, data: { phase: 'full' } })].join('\n')}\n`
    await using other = await startTestServer()
    expect((await importText(other, text)).status).toBe(201)
    expect(await exported(other, id)).toBe(text)
  })

  it('[E10] 100,000 events go out and come in, one page in memory', async () => {
    const store = new MemoryStore()
    const first = { ...createRequest({ id: 'long' }) }
    const [created] = JSON.parse(`[${(await travelled()).lines[0]}]`)
    const events = [{ ...created, sessionId: 'long' }, ...logEvents('long', 2, 100_000)]
    const record = sessionRecord({ id: 'long', lastSeq: events.length })
    expect(await store.append([{ ...first, record, events }])).toEqual([{ status: 'stored' }])
    await using source = await startTestServer({}, { store })
    const text = await exported(source, 'long')
    expect(text.split('\n').length).toBe(100_001)
    const sqlite = await openSqliteStore({ file: join(source.directory, 'other.db'), sync: 'normal' })
    await using target = await startTestServer({}, { store: sqlite })
    expect(await importText(target, text)).toMatchObject({ status: 201, body: { id: 'long', lastSeq: 100_000 } })
    const digests = await Promise.all([source, target].map((each) => each.get('/sessions/long/digest')))
    expect(digests[1]?.body).toEqual(digests[0]?.body)
    expect((await readFile(join(source.directory, 'other.db'))).length).toBeGreaterThan(1_000_000)
  })
})
