import type { CommittedSession, SessionSummary } from '@sojourn/contract/session'
import { openPostgresqlServer, type PostgresqlServer } from '@sojourn/db/testing/throw-away-postgresql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFrames } from './support/read-frames.ts'
import { startServerProcess } from './support/server-process.ts'
import { startTestServer, type TestServer } from './support/test-server.ts'

let postgresql: PostgresqlServer
beforeAll(async () => {
  postgresql = await openPostgresqlServer()
})
afterAll(() => postgresql[Symbol.asyncDispose]())

/** Follows a session until `type`, and answers whatever it is asked on the way. */
const playUntil = async (server: TestServer, sessionId: string, type: string): Promise<string[]> => {
  const types: string[] = []
  const response = await fetch(`${server.url}/api/v1/sessions/${sessionId}/events/stream`, {
    headers: { authorization: `Bearer ${server.token}` },
  })
  for await (const { event, data } of readFrames(response)) {
    types.push(event)
    if (event === 'permission.requested') {
      const { permissionId } = JSON.parse(data).data as { permissionId: string }
      await server.post(`/permissions/${permissionId}/answer`, { option: 'allow_once' })
    }
    if (event === type) return types
  }
  throw new Error(`The log ended without ${type}: ${types}`)
}

describe('the server on PostgreSQL', () => {
  it('plays the demo to its end, and knows the session after a restart', async () => {
    await using database = await postgresql.createDatabase()
    const environment = { DATABASE_URL: database.url }
    const played = await (async () => {
      await using server = await startTestServer(environment)
      const { id } = await server.createSession({ agentId: 'demo' })
      await server.post(`/sessions/${id}/runs`, { input: { text: 'Show me what you can do' } })
      const types = await playUntil(server, id, 'run.completed')
      expect(types).toContain('permission.resolved')
      expect(types).toContain('block.delta')
      return { id, summary: (await server.get<SessionSummary>(`/sessions/${id}/summary`)).body }
    })()
    await using again = await startTestServer(environment)
    const { body } = await again.get<SessionSummary>(`/sessions/${played.id}/summary`)
    expect(body).toEqual(played.summary)
    expect(body).toMatchObject({ activity: 'idle', title: 'Show me what you can do', doneReason: 'completed' })
    const list = await again.get<{ items: CommittedSession[] }>('/sessions?text=SHOW')
    expect(list.body.items.map(({ id }) => id)).toEqual([played.id])
  })

  it('says in a sentence that the database cannot be reached, and never its password', async () => {
    await using server = await startServerProcess({ DATABASE_URL: 'postgresql://ada:hunter2@127.0.0.1:1/sessions' })
    expect(await server.exited).toBe(1)
    expect(server.output()).toBe(
      'The database sessions at 127.0.0.1:1 cannot be reached, no server answers there: start it, or write another address\n',
    )
  })
})
