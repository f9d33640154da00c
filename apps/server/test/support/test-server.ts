import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { CommittedSession } from '@sojourn/contract/session'
import { MemoryStore } from '@sojourn/core/store/memory-store'
import { readConfig } from '../../src/config/read-config.ts'
import type { RunningServer, ServerOverrides } from '../../src/start-server.ts'
import { startServer } from '../../src/start-server.ts'

export interface Answer<Body> {
  status: number
  headers: Headers
  /** Parsed when it is JSON, else the text. The caller says what it expects. */
  body: Body
}

export interface Call {
  method?: string
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is. */
  text?: string
  headers?: Record<string, string>
  /** Leaves the token out. */
  anonymous?: true
}

export interface TestServer extends RunningServer {
  directory: string
  call<Body = JsonObject>(path: string, call?: Call): Promise<Answer<Body>>
  /** `call` below /api/v1 by POST. */
  post<Body = JsonObject>(path: string, json?: unknown): Promise<Answer<Body>>
  /** `call` below /api/v1 by GET. */
  get<Body = JsonObject>(path: string): Promise<Answer<Body>>
  createSession(input?: JsonObject): Promise<CommittedSession>
  [Symbol.asyncDispose](): Promise<void>
}

/** An input that the scripted runner plays. */
export const script = (...steps: JsonValue[]): { text: string } => ({ text: `@script ${JSON.stringify(steps)}` })

const requestOf = ({ method, json, text, headers, anonymous }: Call, token: string): RequestInit => ({
  method: method ?? (json === undefined && text === undefined ? 'GET' : 'POST'),
  redirect: 'manual',
  headers: {
    ...(anonymous ? {} : { authorization: `Bearer ${token}` }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  },
  ...(json === undefined && text === undefined ? {} : { body: text ?? JSON.stringify(json) }),
})

/**
 * A whole server on a free port, with a data directory of its own; over a memory store unless the environment names a
 * database, and without a console unless told otherwise.
 */
export const startTestServer = async (
  environment: Record<string, string> = {},
  overrides: ServerOverrides = {},
): Promise<TestServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'sojourn-server-'))
  const config = readConfig({ PORT: '0', SOJOURN_DATA: directory, LOG_LEVEL: 'silent', ...environment })
  const consoleDirectory = join(directory, 'no-console')
  const memory = environment.DATABASE_URL === undefined ? { store: new MemoryStore() } : {}
  const server = await startServer(config, { ...memory, consoleDirectory, ...overrides })
  const call = async <Body>(path: string, given: Call = {}): Promise<Answer<Body>> => {
    const response = await fetch(`${server.url}${path}`, requestOf(given, server.token))
    const text = await response.text()
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '') && text !== ''
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body }
  }
  return {
    ...server,
    directory,
    call,
    get: (path) => call(`/api/v1${path}`),
    post: (path, json) => call(`/api/v1${path}`, { method: 'POST', json }),
    createSession: async (input = {}) => (await call<CommittedSession>('/api/v1/sessions', { json: input })).body,
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
