import type { ProcedurePath } from '../trpc/router.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface RestRoute {
  method: Method
  /** Below /api/v1. Parameters are fields of the procedure's input. */
  path: string
  procedure: ProcedurePath
  /** Of the answer when all went well. */
  status: 200 | 201
  /** Query parameters and the input fields they fill. GET and DELETE take every field that is not in the path. */
  query?: Readonly<Record<string, string>>
  /** The answer's `version` becomes the ETag. */
  etag?: true
  /** `If-Match` fills the field `ifVersion`. */
  ifMatch?: true
  /** May carry attachments or state, so the larger limit of `SOJOURN_MAX_INPUT_BYTES` holds. */
  large?: true
  /** Answers when something has happened: stops waiting when the client goes away. */
  waits?: true
  /** Server-sent events. */
  stream?: true
  /** Takes or gives JSON Lines. */
  lines?: true
  /** Takes or gives a file as it is. */
  bytes?: true
}

const session = '/sessions/:sessionId'

const sessionRoutes: RestRoute[] = [
  { method: 'POST', path: '/sessions', procedure: 'sessions.create', status: 201, etag: true },
  { method: 'GET', path: '/sessions', procedure: 'sessions.list', status: 200 },
  { method: 'POST', path: '/sessions/resolve', procedure: 'sessions.resolve', status: 200, etag: true },
  {
    method: 'POST',
    path: '/sessions/import',
    procedure: 'sessions.import',
    status: 201,
    query: { id: 'id' },
    etag: true,
    lines: true,
  },
  { method: 'POST', path: '/sessions/cleanup', procedure: 'sessions.cleanup', status: 200 },
  { method: 'GET', path: session, procedure: 'sessions.get', status: 200, etag: true },
  { method: 'PATCH', path: session, procedure: 'sessions.update', status: 200, etag: true, ifMatch: true, large: true },
  { method: 'DELETE', path: session, procedure: 'sessions.delete', status: 200 },
  { method: 'GET', path: `${session}/summary`, procedure: 'sessions.summary', status: 200 },
  { method: 'GET', path: `${session}/metrics`, procedure: 'sessions.metrics', status: 200 },
  { method: 'GET', path: `${session}/usage`, procedure: 'sessions.usage', status: 200 },
  { method: 'POST', path: `${session}/pause`, procedure: 'sessions.pause', status: 200, etag: true },
  { method: 'POST', path: `${session}/resume`, procedure: 'sessions.resume', status: 200, etag: true },
  { method: 'POST', path: `${session}/complete`, procedure: 'sessions.complete', status: 200, etag: true },
  { method: 'POST', path: `${session}/crash`, procedure: 'sessions.crash', status: 200, etag: true },
  { method: 'POST', path: `${session}/recover`, procedure: 'sessions.recover', status: 200, etag: true },
  { method: 'POST', path: `${session}/archive`, procedure: 'sessions.archive', status: 200, etag: true },
  { method: 'POST', path: `${session}/unarchive`, procedure: 'sessions.unarchive', status: 200, etag: true },
  { method: 'POST', path: `${session}/compact`, procedure: 'sessions.compact', status: 200 },
  { method: 'POST', path: `${session}/terminate`, procedure: 'sessions.terminate', status: 200 },
  { method: 'POST', path: `${session}/fork`, procedure: 'sessions.fork', status: 201, etag: true },
  { method: 'GET', path: `${session}/export`, procedure: 'sessions.export', status: 200, lines: true },
  {
    method: 'PUT',
    path: `${session}/agent-options/:optionId`,
    procedure: 'sessions.setAgentOption',
    status: 200,
    etag: true,
  },
  { method: 'GET', path: `${session}/digest`, procedure: 'sessions.digest', status: 200 },
  { method: 'PUT', path: `${session}/tag`, procedure: 'sessions.tag', status: 200, etag: true },
  { method: 'DELETE', path: `${session}/tag`, procedure: 'sessions.untag', status: 200, etag: true },
]

const runRoutes: RestRoute[] = [
  { method: 'POST', path: `${session}/runs`, procedure: 'runs.submit', status: 201, large: true },
  { method: 'GET', path: `${session}/runs`, procedure: 'runs.list', status: 200 },
  {
    method: 'POST',
    path: `${session}/runs/execute`,
    procedure: 'runs.execute',
    status: 200,
    query: { timeoutMs: 'awaitTimeoutMs' },
    large: true,
    waits: true,
  },
  { method: 'GET', path: '/runs/:runId', procedure: 'runs.get', status: 200 },
  { method: 'PATCH', path: '/runs/:runId', procedure: 'runs.edit', status: 200, large: true },
  { method: 'GET', path: '/runs/:runId/await', procedure: 'runs.await', status: 200, waits: true },
  { method: 'POST', path: '/runs/:runId/cancel', procedure: 'runs.cancel', status: 200 },
  { method: 'POST', path: '/runs/:runId/move', procedure: 'runs.move', status: 200 },
]

const eventRoutes: RestRoute[] = [
  { method: 'GET', path: `${session}/events`, procedure: 'events.list', status: 200 },
  { method: 'GET', path: `${session}/events/outline`, procedure: 'events.outline', status: 200 },
  { method: 'GET', path: `${session}/events/stream`, procedure: 'events.follow', status: 200, stream: true },
]

const attachmentRoutes: RestRoute[] = [
  {
    method: 'POST',
    path: `${session}/attachments`,
    procedure: 'attachments.upload',
    status: 201,
    query: { name: 'name' },
    bytes: true,
  },
  {
    method: 'GET',
    path: `${session}/attachments/:attachmentId`,
    procedure: 'attachments.get',
    status: 200,
    bytes: true,
  },
]

const requestRoutes: RestRoute[] = [
  { method: 'GET', path: '/permissions', procedure: 'permissions.list', status: 200 },
  { method: 'POST', path: '/permissions/answer', procedure: 'permissions.answerAll', status: 200 },
  { method: 'GET', path: '/permissions/:permissionId', procedure: 'permissions.get', status: 200 },
  { method: 'POST', path: '/permissions/:permissionId/answer', procedure: 'permissions.answer', status: 200 },
  { method: 'GET', path: '/permission-rules', procedure: 'permissions.rules', status: 200 },
  { method: 'POST', path: '/permission-rules', procedure: 'permissions.addRule', status: 201 },
  { method: 'POST', path: '/permission-rules/explain', procedure: 'permissions.explain', status: 200 },
  { method: 'DELETE', path: '/permission-rules/:ruleId', procedure: 'permissions.removeRule', status: 200 },
  { method: 'GET', path: '/questions', procedure: 'questions.list', status: 200 },
  { method: 'GET', path: '/questions/:questionId', procedure: 'questions.get', status: 200 },
  { method: 'POST', path: '/questions/:questionId/answer', procedure: 'questions.answer', status: 200 },
  { method: 'GET', path: `${session}/tool-calls`, procedure: 'toolCalls.list', status: 200 },
  { method: 'POST', path: '/tool-calls/:toolCallId/settle', procedure: 'toolCalls.settle', status: 200 },
]

const webhook = '/webhooks/:webhookId'

const webhookRoutes: RestRoute[] = [
  { method: 'POST', path: '/webhooks', procedure: 'webhooks.create', status: 201 },
  { method: 'GET', path: '/webhooks', procedure: 'webhooks.list', status: 200 },
  { method: 'GET', path: webhook, procedure: 'webhooks.get', status: 200 },
  { method: 'PATCH', path: webhook, procedure: 'webhooks.update', status: 200 },
  { method: 'DELETE', path: webhook, procedure: 'webhooks.remove', status: 200 },
  { method: 'POST', path: `${webhook}/rotate-secret`, procedure: 'webhooks.rotateSecret', status: 200 },
  { method: 'POST', path: `${webhook}/test`, procedure: 'webhooks.test', status: 200, waits: true },
  { method: 'GET', path: `${webhook}/deliveries`, procedure: 'webhooks.deliveries', status: 200 },
  { method: 'POST', path: `${webhook}/deliveries/resend`, procedure: 'webhooks.resendDead', status: 200 },
  { method: 'POST', path: '/webhook-deliveries/:deliveryId/resend', procedure: 'webhooks.resend', status: 200 },
]

const otherRoutes: RestRoute[] = [
  { method: 'POST', path: `${session}/checkpoints`, procedure: 'checkpoints.save', status: 201, large: true },
  { method: 'GET', path: `${session}/checkpoints`, procedure: 'checkpoints.list', status: 200 },
  { method: 'GET', path: '/checkpoints/:checkpointId', procedure: 'checkpoints.get', status: 200 },
  { method: 'POST', path: '/agents', procedure: 'agents.register', status: 201 },
  { method: 'GET', path: '/agents', procedure: 'agents.list', status: 200 },
  { method: 'GET', path: '/agents/:agentId', procedure: 'agents.get', status: 200 },
  { method: 'PATCH', path: '/agents/:agentId', procedure: 'agents.update', status: 200 },
  { method: 'DELETE', path: '/agents/:agentId', procedure: 'agents.remove', status: 200 },
  { method: 'GET', path: '/agents/:agentId/sessions', procedure: 'agents.sessions', status: 200 },
  { method: 'POST', path: '/agents/:agentId/test', procedure: 'agents.test', status: 200, waits: true },
  { method: 'GET', path: '/usage', procedure: 'usage.report', status: 200 },
  { method: 'GET', path: '/usage/outcomes', procedure: 'usage.outcomes', status: 200 },
  { method: 'GET', path: '/info', procedure: 'system.info', status: 200 },
  { method: 'GET', path: '/operations', procedure: 'system.operations', status: 200 },
]

/** The REST interface: what is not a row here does not exist. */
export const restRoutes: readonly RestRoute[] = [
  ...sessionRoutes,
  ...runRoutes,
  ...eventRoutes,
  ...attachmentRoutes,
  ...requestRoutes,
  ...webhookRoutes,
  ...otherRoutes,
]

export const lineRoutes: readonly RestRoute[] = restRoutes.filter((route) => route.lines)
export const byteRoutes: readonly RestRoute[] = restRoutes.filter((route) => route.bytes)

/** Names of the parameters in a path. */
export const pathParameters = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
