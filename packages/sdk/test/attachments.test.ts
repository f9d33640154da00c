import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSojourn, type Sojourn } from '../src/index.ts'
import { TestServer } from '../src/testing/test-server.ts'

let server: TestServer
let sojourn: Sojourn

beforeAll(async () => {
  server = await TestServer.start()
  sojourn = createSojourn({ url: server.url, token: server.token })
})
afterAll(() => server[Symbol.asyncDispose]())

const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256)
const text = `@script ${JSON.stringify([{ text: 'Seen.' }])}`

test('[AT2] [AT3] a file goes to the session, an input names it, and its bytes come back', async () => {
  const session = await sojourn.sessions.create()
  const file = await session.upload({ name: 'all.bin', mimeType: 'application/octet-stream', data: bytes })
  expect(file).toMatchObject({ name: 'all.bin', size: bytes.length })
  const input = {
    blocks: [
      { type: 'text' as const, text },
      { type: 'file' as const, ...file },
    ],
  }
  expect(await session.send(input).result()).toMatchObject({ status: 'completed', input })
  const [message] = (await session.transcript()).items
  const [shown] = message?.type === 'block' ? message.attachments : []
  expect(shown).toEqual(file)
  expect(await session.download(shown ?? file)).toEqual(bytes)
  expect(await session.download({ mimeType: 'text/plain', data: btoa('inline') })).toEqual(
    new TextEncoder().encode('inline'),
  )
  const other = await sojourn.sessions.create()
  await expect(other.download(file)).rejects.toMatchObject({ code: 'ATTACHMENT_NOT_FOUND' })
  await expect(other.send(input)).rejects.toMatchObject({ code: 'ATTACHMENT_NOT_FOUND' })
})

test('[AT4] what is exported with files imports elsewhere as the same, and is told by the same digest', async () => {
  const session = await sojourn.sessions.create()
  const data = Buffer.from(bytes).toString('base64')
  const input = {
    blocks: [
      { type: 'text' as const, text },
      { type: 'file' as const, mimeType: 'a/b', data },
    ],
  }
  const { input: kept } = await session.send(input).result()
  const file = 'blocks' in kept ? kept.blocks[1] : undefined
  const child = await session.fork()
  await using elsewhere = await TestServer.start()
  const there = createSojourn({ url: elsewhere.url, token: elsewhere.token })
  for (const source of [session, child]) {
    const copy = await there.sessions.import({ lines: source.export() })
    const digest = await sojourn.sessions.digest({ sessionId: source.id })
    expect(await there.sessions.digest({ sessionId: source.id, uptoSeq: digest.lastSeq })).toEqual(digest)
    if (file?.type !== 'file') throw new Error('The input has no file')
    expect(await copy.download(file)).toEqual(bytes)
  }
})
