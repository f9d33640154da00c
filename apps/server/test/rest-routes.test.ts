import type { Session } from '@sojourn/contract/session'
import { MemoryStore } from '@sojourn/core/store/memory-store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { restRoutes } from '../src/rest/routes.ts'
import { procedureAt } from '../src/trpc/router.ts'
import { restExamples, untilEvent } from './support/rest-examples.ts'
import type { TestServer } from './support/test-server.ts'
import { script, startTestServer } from './support/test-server.ts'

const outputOf = (procedure: (typeof restRoutes)[number]['procedure']): z.ZodType =>
  (procedureAt(procedure)._def as unknown as { output: z.ZodType }).output

const inDoubt = {
  method: 'POST',
  path: '/tool-calls/:toolCallId/settle',
}

describe('REST', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const rows = restRoutes.filter(
    ({ method, stream, lines, bytes, path }) =>
      !stream && !((lines || bytes) && method === 'GET') && path !== inDoubt.path,
  )
  it.each(rows.map((row) => ({ ...row, name: `${row.method} ${row.path}` })))('$name', async (row) => {
    const example = restExamples[row.name]
    if (!example) throw new Error(`test/support/rest-examples.ts has no example of ${row.name}`)
    const { status, headers, body } = await example(server)
    expect({ status, body }).toMatchObject({ status: row.status })
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    outputOf(row.procedure).parse(body)
    expect(headers.get('etag')).toBe(row.etag ? `"${(body as Session).version}"` : null)
  })

  it('[C4] POST /tool-calls/:toolCallId/settle', async () => {
    const store = new MemoryStore()
    await using first = await startTestServer({}, { store })
    const { id } = await first.createSession({
      limits: { graceMs: 10 },
      policy: { rules: [{ toolId: 'wait', operation: 'sleep', decision: 'allow' }] },
    })
    const step = { tool: { toolId: 'wait', operation: 'sleep', toolInput: { ms: 60_000 }, effect: 'write' } }
    await first.post(`/sessions/${id}/runs`, { input: script(step) })
    await untilEvent(first, id, 'tool.started')
    // A second host on the same store: to it, the first one has died in the middle of a write.
    await using second = await startTestServer({}, { store })
    const { toolCallId = '' } = await untilEvent(second, id, 'tool.in_doubt')
    const path = `/api/v1/tool-calls/${encodeURIComponent(toolCallId)}/settle`
    const settled = await second.call(path, { json: { sessionId: id, happened: 'fail' } })
    expect(settled).toMatchObject({ status: 200, body: { toolCallId, seq: expect.any(Number) } })
  })
})
