import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSojourn, type Sojourn, SojournError } from '../src/index.ts'
import { agentKinds } from '../src/nouns/agents.ts'
import { attachmentKinds } from '../src/nouns/attachments.ts'
import { checkpointKinds } from '../src/nouns/checkpoints.ts'
import { eventKinds } from '../src/nouns/events.ts'
import { permissionKinds } from '../src/nouns/permissions.ts'
import { questionKinds } from '../src/nouns/questions.ts'
import { runKinds } from '../src/nouns/runs.ts'
import { sessionKinds } from '../src/nouns/sessions.ts'
import { systemKinds } from '../src/nouns/system.ts'
import { toolCallKinds } from '../src/nouns/tool-calls.ts'
import { usageKinds } from '../src/nouns/usage.ts'
import { webhookKinds } from '../src/nouns/webhooks.ts'
import { TestServer } from '../src/testing/test-server.ts'
import { createTrpcClient } from '../src/trpc.ts'
import { agreement } from './router-agreement.ts'

let server: TestServer
let sojourn: Sojourn

beforeAll(async () => {
  server = await TestServer.start()
  sojourn = createSojourn({ url: server.url, token: server.token })
})
afterAll(() => server[Symbol.asyncDispose]())

const kinds = {
  sessions: sessionKinds,
  runs: runKinds,
  events: eventKinds,
  permissions: permissionKinds,
  questions: questionKinds,
  toolCalls: toolCallKinds,
  checkpoints: checkpointKinds,
  attachments: attachmentKinds,
  agents: agentKinds,
  usage: usageKinds,
  webhooks: webhookKinds,
  system: systemKinds,
}
const methods = Object.entries(kinds).flatMap(([noun, names]) =>
  Object.keys(names).map((name) => [noun, name] as const),
)

test('[K7] the compiler has found the nouns and the router to agree', () => {
  expect(Object.keys(agreement)).toEqual(Object.keys(kinds))
})

test.each(methods)('[K7] %s.%s reaches a procedure of the server', async (noun, name) => {
  const api = sojourn[noun as keyof Sojourn] as unknown as Record<string, (input: object) => Promise<unknown>>
  const code = await api[name]?.({}).then(
    () => 'answered',
    (error: unknown) => (error instanceof SojournError ? error.code : error),
  )
  expect(['answered', 'VALIDATION_FAILED']).toContain(code)
})

test.each(['sse', 'websocket'] as const)('[K7] the typed client follows a session over %s', async (subscriptions) => {
  const session = await sojourn.sessions.create()
  const connection = createTrpcClient({ url: server.url, token: server.token, subscriptions })
  const seen: number[] = []
  const caughtUp = Promise.withResolvers<number>()
  const subscription = connection.client.events.follow.subscribe(
    { sessionId: session.id },
    {
      onData: (frame) => {
        if ('synced' in frame) caughtUp.resolve(frame.synced)
        else if ('data' in frame && 'events' in frame.data) seen.push(...frame.data.events.map(({ seq }) => seq))
      },
      onError: caughtUp.reject,
    },
  )
  expect(await caughtUp.promise).toBe(1)
  expect(seen).toEqual([1])
  expect(await connection.client.sessions.get.query({ sessionId: session.id })).toMatchObject({ id: session.id })
  subscription.unsubscribe()
  await connection.close()
})
