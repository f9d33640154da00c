import { createHash } from 'node:crypto'
import type { StoredAttachment } from '@sojourn/contract/attachment'
import type { Run } from '@sojourn/contract/run'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, script, startTestServer, type TestServer } from './support/test-server.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('attachments over REST', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ SOJOURN_MAX_INPUT_BYTES: '200000' })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const upload = async (sessionId: string, body: Uint8Array, headers: Record<string, string> = {}) => {
    const url = `${server.url}/api/v1/sessions/${sessionId}/attachments`
    const authorization = `Bearer ${server.token}`
    const response = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { authorization, 'content-type': 'image/png', ...headers },
    })
    return { status: response.status, body: (await response.json()) as StoredAttachment & { code?: string } }
  }

  const download = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/v1/sessions/${path}`, {
      headers: { authorization: `Bearer ${server.token}`, ...headers },
    })

  it('[AT3] a file is uploaded as it is, named in an input, and comes back as it was', async () => {
    const { id: sessionId } = await server.createSession()
    const { status, body: stored } = await upload(sessionId, png)
    const id = createHash('sha256').update(png).digest('hex')
    expect({ status, stored }).toEqual({ status: 201, stored: { id, mimeType: 'image/png', size: png.length } })
    const text = script({ text: 'Seen.' }).text
    const input = {
      blocks: [
        { type: 'text', text },
        { type: 'file', ...stored, name: 'dot.png' },
      ],
    }
    const executed: Answer<Run> = await server.post(`/sessions/${sessionId}/runs/execute`, { input })
    expect(executed.body).toMatchObject({ status: 'completed', input })
    const response = await download(`${sessionId}/attachments/${id}`)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(png)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${id}"`,
    })
    const again = await download(`${sessionId}/attachments/${id}`, { 'if-none-match': `"${id}"` })
    expect({ status: again.status, size: (await again.arrayBuffer()).byteLength }).toEqual({ status: 304, size: 0 })
  })

  it('[AT3] nothing that runs comes from this origin, whatever its uploader calls it', async () => {
    const { id: sessionId } = await server.createSession()
    const served = async (content: string | Uint8Array, type: string) => {
      const { body } = await upload(sessionId, Buffer.from(content), { 'content-type': type })
      const response = await download(`${sessionId}/attachments/${body.id}`)
      await response.arrayBuffer()
      return response.headers.get('content-type')
    }
    const unnamed = 'application/octet-stream'
    expect(await served('<script>alert(1)</script>', 'text/html')).toBe(unnamed)
    expect(await served('alert(1)', 'text/javascript')).toBe(unnamed)
    expect(await served('<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml')).toBe(unnamed)
    expect(await served('alert(2)', 'image/png')).toBe(unnamed)
    expect(await served('', 'image/png')).toBe(unnamed)
    // And a picture is one, whatever a program calls it.
    expect(await served(png, 'application/x-www-form-urlencoded')).toBe('image/png')
    expect(await served('%PDF-1.7 …', 'text/html')).toBe('application/pdf')
  })

  it('[AT2] [X1] what is not there, and who may not, is told so', async () => {
    const { id: sessionId } = await server.createSession()
    const { id: otherId } = await server.createSession()
    const { body: stored } = await upload(otherId, png)
    const path = `${sessionId}/attachments/${stored.id}`
    const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code
    expect(await codeOf(await download(path))).toBe('ATTACHMENT_NOT_FOUND')
    expect(await codeOf(await download(`unknown/attachments/${stored.id}`))).toBe('SESSION_NOT_FOUND')
    expect(await codeOf(await download(`${sessionId}/attachments/abc`))).toBe('VALIDATION_FAILED')
    expect((await fetch(`${server.url}/api/v1/sessions/${path}`)).status).toBe(401)
    expect((await upload('unknown', png)).body.code).toBe('SESSION_NOT_FOUND')
    const input = { blocks: [{ type: 'file', ...stored }] }
    const refused = await server.post<{ code: string }>(`/sessions/${sessionId}/runs`, { input })
    expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 404, code: 'ATTACHMENT_NOT_FOUND' })
  })

  it('an upload is bounded', async () => {
    const { id: sessionId } = await server.createSession()
    expect((await upload(sessionId, Buffer.alloc(200_000))).status).toBe(201)
    const refused = await upload(sessionId, Buffer.alloc(200_001))
    expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 413, code: 'BODY_TOO_LARGE' })
  })
})
