import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '@sojourn/contract/json'
import type { Run } from '@sojourn/contract/run'
import { readFrames } from './read-frames.ts'
import type { Answer, TestServer } from './test-server.ts'
import { script } from './test-server.ts'

interface Pending {
  sessionId: string
  id: string
}

/** A session with a run that is over. */
const settledRun = async (server: TestServer): Promise<Run> => {
  const { id } = await server.createSession()
  return (await server.post<Run>(`/sessions/${id}/runs/execute`, { input: script({ text: 'Done.' }) })).body
}

/** A run that waits in the queue of a paused session. */
const queuedRun = async (server: TestServer): Promise<Run> => {
  const { id } = await server.createSession()
  await server.post(`/sessions/${id}/pause`)
  const { body } = await server.post<{ runId: string }>(`/sessions/${id}/runs`, { input: { text: 'Wait' } })
  return (await server.get<Run>(`/runs/${body.runId}`)).body
}

/** Follows the log until an event of this type is there; the answer is its data. */
export const untilEvent = async (
  server: TestServer,
  sessionId: string,
  type: string,
): Promise<Record<string, string>> => {
  const response = await fetch(`${server.url}/api/v1/sessions/${sessionId}/events/stream`, {
    headers: { authorization: `Bearer ${server.token}` },
  })
  for await (const { event, data } of readFrames(response)) if (event === type) return JSON.parse(data).data
  throw new Error(`The log ended without ${type}`)
}

/** A session whose run plays `step` and waits; `idField` of the event `type` says for what. */
const waitingFor = async (
  server: TestServer,
  { step, type, idField }: { step: JsonObject; type: string; idField: string },
): Promise<Pending> => {
  const { id: sessionId } = await server.createSession()
  await server.post(`/sessions/${sessionId}/runs`, { input: script(step) })
  const data = await untilEvent(server, sessionId, type)
  return { sessionId, id: data[idField] ?? '' }
}

const pendingPermission = (server: TestServer) =>
  waitingFor(server, {
    step: { tool: { toolId: 'fs', operation: 'write', toolInput: { path: 'a.txt', content: 'A' } } },
    type: 'permission.requested',
    idField: 'permissionId',
  })

const pendingQuestion = (server: TestServer) =>
  waitingFor(server, {
    step: { ask: { prompt: 'Which one?', schema: { type: 'string' } } },
    type: 'question.asked',
    idField: 'questionId',
  })

const rule = { scope: 'everyone', toolId: 'git', operation: '*', decision: 'allow' }
const newAgent = () => ({ id: `agent-${crypto.randomUUID()}`, runner: 'scripted' })

const onSession =
  (method: string, suffix: string, json?: unknown) =>
  async (server: TestServer): Promise<Answer<unknown>> => {
    const { id } = await server.createSession({ title: 'Example' })
    return server.call(`/api/v1/sessions/${id}${suffix}`, { method, json })
  }

const acpAgent = fileURLToPath(import.meta.resolve('@sojourn/runners/testing/acp-agent/main'))

const onAgent = (method: string, json?: unknown) => async (server: TestServer) => {
  const agent = newAgent()
  await server.post('/agents', agent)
  return server.call(`/api/v1/agents/${agent.id}`, { method, json })
}

/** A session whose agent lets people choose whether it is quiet: a log that says so makes one. */
const chooseOption = async (server: TestServer): Promise<Answer<unknown>> => {
  const { id } = await server.createSession()
  const { body: text } = await server.call<string>(`/api/v1/sessions/${id}/export`)
  const created = JSON.parse(text.split('\n', 1)[0] ?? '')
  const options = [{ id: 'quiet', name: 'Quiet', type: 'boolean', value: false }]
  const offered = {
    ...created,
    id: crypto.randomUUID(),
    seq: 2,
    type: 'agent.options_changed',
    data: { options, commands: [] },
  }
  const lines = [created, offered].map((event) => `${JSON.stringify(event)}\n`).join('')
  const headers = { 'content-type': 'application/x-ndjson' }
  await server.call('/api/v1/sessions/import?id=choosy', { method: 'POST', text: lines, headers })
  return server.call('/api/v1/sessions/choosy/agent-options/quiet', { method: 'PUT', json: { value: true } })
}

const webhook = { url: 'https://sojourn.invalid/hook', types: ['session.created'] }

const onWebhook =
  (method: string, suffix = '', json?: unknown) =>
  async (server: TestServer): Promise<Answer<unknown>> => {
    const { body } = await server.post<{ id: string }>('/webhooks', webhook)
    return server.call(`/api/v1/webhooks/${body.id}${suffix}`, { method, json })
  }

/** Id of a delivery that does not arrive: there is no such host. */
const someDelivery = async (server: TestServer): Promise<string> => {
  const { body } = await server.post<{ id: string }>('/webhooks', webhook)
  await server.createSession()
  while (true) {
    const { body: page } = await server.get<{ items: { id: string }[] }>(`/webhooks/${body.id}/deliveries`)
    if (page.items[0]) return page.items[0].id
  }
}

/** What makes each row of the route table work once, by method and path. */
export const restExamples: Record<string, (server: TestServer) => Promise<Answer<unknown>>> = {
  'POST /sessions': (server) => server.post('/sessions', { title: 'Example' }),
  'GET /sessions': (server) => server.get('/sessions?empty=true&limit=5&status=active'),
  'POST /sessions/resolve': (server) => server.post('/sessions/resolve', { tag: 'inbox', create: true }),
  'GET /sessions/:sessionId': onSession('GET', ''),
  'PATCH /sessions/:sessionId': onSession('PATCH', '', { title: 'Another' }),
  'DELETE /sessions/:sessionId': onSession('DELETE', ''),
  'GET /sessions/:sessionId/summary': onSession('GET', '/summary'),
  'GET /sessions/:sessionId/metrics': onSession('GET', '/metrics'),
  'GET /sessions/:sessionId/usage': onSession('GET', '/usage'),
  'GET /sessions/:sessionId/events/outline': onSession('GET', '/events/outline'),
  'PUT /sessions/:sessionId/agent-options/:optionId': chooseOption,
  'POST /sessions/:sessionId/pause': onSession('POST', '/pause'),
  'POST /sessions/:sessionId/resume': onSession('POST', '/resume'),
  'POST /sessions/:sessionId/complete': onSession('POST', '/complete', { reason: 'All done' }),
  'POST /sessions/:sessionId/crash': onSession('POST', '/crash'),
  'POST /sessions/:sessionId/recover': async (server) => {
    const { id } = await server.createSession()
    await server.post(`/sessions/${id}/crash`)
    return server.post(`/sessions/${id}/recover`, { strategy: 'abandon' })
  },
  'POST /sessions/:sessionId/archive': onSession('POST', '/archive'),
  'POST /sessions/:sessionId/unarchive': onSession('POST', '/unarchive'),
  'POST /sessions/import': async (server) => {
    const { id } = await server.createSession({ title: 'Travels' })
    const { body: text } = await server.call<string>(`/api/v1/sessions/${id}/export`)
    const headers = { 'content-type': 'application/x-ndjson' }
    return server.call('/api/v1/sessions/import?id=copy', { method: 'POST', text, headers })
  },
  'POST /sessions/cleanup': (server) =>
    server.post('/sessions/cleanup', { filter: { type: 'batch', empty: true }, olderThan: 'P30D', dryRun: true }),
  'GET /sessions/:sessionId/digest': onSession('GET', '/digest'),
  'POST /sessions/:sessionId/compact': async (server) => {
    const { sessionId } = await settledRun(server)
    return server.post(`/sessions/${sessionId}/compact`)
  },
  'POST /sessions/:sessionId/terminate': onSession('POST', '/terminate'),
  'POST /sessions/:sessionId/fork': onSession('POST', '/fork'),
  'POST /sessions/:sessionId/attachments': async (server) => {
    const { id } = await server.createSession()
    const headers = { 'content-type': 'text/plain' }
    return server.call(`/api/v1/sessions/${id}/attachments?name=notes.txt`, { method: 'POST', text: 'Notes', headers })
  },
  'PUT /sessions/:sessionId/tag': onSession('PUT', '/tag', { tag: 'release' }),
  'DELETE /sessions/:sessionId/tag': onSession('DELETE', '/tag'),
  'POST /sessions/:sessionId/runs': onSession('POST', '/runs', { input: script({ text: 'Hello' }) }),
  'GET /sessions/:sessionId/runs': async (server) =>
    server.get(`/sessions/${(await settledRun(server)).sessionId}/runs?status=completed`),
  'POST /sessions/:sessionId/runs/execute': onSession('POST', '/runs/execute?timeoutMs=5000', {
    input: script({ text: 'Hello' }),
  }),
  'GET /runs/:runId': async (server) => server.get(`/runs/${(await settledRun(server)).id}`),
  'PATCH /runs/:runId': async (server) => {
    const { id, version } = await queuedRun(server)
    return server.call(`/api/v1/runs/${id}`, { method: 'PATCH', json: { version, input: { text: 'Edited' } } })
  },
  'GET /runs/:runId/await': async (server) => server.get(`/runs/${(await settledRun(server)).id}/await?timeoutMs=5000`),
  'POST /runs/:runId/cancel': async (server) => server.post(`/runs/${(await queuedRun(server)).id}/cancel`),
  'POST /runs/:runId/move': async (server) => {
    const { id, version } = await queuedRun(server)
    return server.post(`/runs/${id}/move`, { version, position: 1 })
  },
  'GET /sessions/:sessionId/events': onSession('GET', '/events?after=0&limit=10&types=session.created'),
  'GET /permissions': (server) => server.get('/permissions?status=pending'),
  'GET /permissions/:permissionId': async (server) =>
    server.get(`/permissions/${(await pendingPermission(server)).id}`),
  'POST /permissions/answer': async (server) => {
    const permissionIds = [(await pendingPermission(server)).id]
    return server.post('/permissions/answer', { permissionIds, option: 'allow_once' })
  },
  'POST /permissions/:permissionId/answer': async (server) =>
    server.post(`/permissions/${(await pendingPermission(server)).id}/answer`, { option: 'allow_once' }),
  'GET /permission-rules': (server) => server.get('/permission-rules'),
  'POST /permission-rules': (server) => server.post('/permission-rules', rule),
  'POST /permission-rules/explain': (server) =>
    server.post('/permission-rules/explain', { toolId: 'fs', operation: 'get' }),
  'DELETE /permission-rules/:ruleId': async (server) => {
    const { body } = await server.post<{ id: string }>('/permission-rules', rule)
    return server.call(`/api/v1/permission-rules/${body.id}`, { method: 'DELETE' })
  },
  'GET /questions': (server) => server.get('/questions?status=pending'),
  'GET /questions/:questionId': async (server) => server.get(`/questions/${(await pendingQuestion(server)).id}`),
  'POST /questions/:questionId/answer': async (server) =>
    server.post(`/questions/${(await pendingQuestion(server)).id}/answer`, { answer: 'The first' }),
  'GET /sessions/:sessionId/tool-calls': onSession('GET', '/tool-calls'),
  'POST /sessions/:sessionId/checkpoints': onSession('POST', '/checkpoints', { data: { step: 3 }, label: 'third' }),
  'GET /sessions/:sessionId/checkpoints': onSession('GET', '/checkpoints?limit=1'),
  'GET /checkpoints/:checkpointId': async (server) => {
    const { id } = await server.createSession()
    const { body } = await server.post<{ id: string }>(`/sessions/${id}/checkpoints`, { data: 1 })
    return server.get(`/checkpoints/${body.id}`)
  },
  'POST /agents': (server) => server.post('/agents', newAgent()),
  'GET /agents': (server) => server.get('/agents'),
  'GET /agents/:agentId': onAgent('GET'),
  'GET /agents/:agentId/sessions': async (server) => {
    const agent = newAgent()
    const settings = { command: process.execPath, args: [acpAgent, '--state', join(server.directory, agent.id)] }
    await server.post('/agents', { ...agent, runner: 'acp', settings })
    return server.get(`/agents/${agent.id}/sessions`)
  },
  'PATCH /agents/:agentId': onAgent('PATCH', { name: 'Renamed' }),
  'DELETE /agents/:agentId': onAgent('DELETE'),
  'POST /webhooks': (server) => server.post('/webhooks', webhook),
  'GET /webhooks': (server) => server.get('/webhooks'),
  'GET /webhooks/:webhookId': onWebhook('GET'),
  'PATCH /webhooks/:webhookId': onWebhook('PATCH', '', { types: ['run.*'], enabled: false }),
  'DELETE /webhooks/:webhookId': onWebhook('DELETE'),
  'POST /webhooks/:webhookId/rotate-secret': onWebhook('POST', '/rotate-secret'),
  'POST /webhooks/:webhookId/test': onWebhook('POST', '/test'),
  'GET /webhooks/:webhookId/deliveries': onWebhook('GET', '/deliveries?status=dead&limit=10'),
  'POST /webhooks/:webhookId/deliveries/resend': onWebhook('POST', '/deliveries/resend'),
  'POST /webhook-deliveries/:deliveryId/resend': async (server) =>
    server.post(`/webhook-deliveries/${await someDelivery(server)}/resend`),
  'POST /agents/:agentId/test': (server) => server.post('/agents/demo/test', {}),
  'GET /usage/outcomes': (server) => server.get('/usage/outcomes?from=2026-01-01'),
  'GET /usage': (server) => server.get('/usage?from=2026-01-01&to=2036-01-01T00:00:00Z&groupBy=model'),
  'GET /info': (server) => server.get('/info'),
  'GET /operations': (server) => server.get('/operations?limit=10'),
}
