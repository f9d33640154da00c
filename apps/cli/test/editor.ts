import { type ChildProcess, spawn } from 'node:child_process'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import {
  type ClientConnection,
  client,
  ndJsonStream,
  PROTOCOL_VERSION,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
  type SessionUpdate,
} from '@agentclientprotocol/sdk'
import type { TestServer } from '@sojourn/sdk/testing/test-server'
import { onTestFinished } from 'vitest'

const bin = fileURLToPath(new URL('../bin/sojourn.js', import.meta.url))

type Answer = RequestPermissionResponse | Promise<RequestPermissionResponse>

export const selected = (optionId: string): RequestPermissionResponse => ({
  outcome: { outcome: 'selected', optionId },
})

/** An editor: the official client, with `sojourn acp` as its agent. */
export class Editor {
  readonly updates: SessionUpdate[] = []
  readonly asked: RequestPermissionRequest[] = []
  /** Requests that the agent has withdrawn. */
  withdrawn = 0
  onPermission: (request: RequestPermissionRequest, withdrawal: AbortSignal) => Answer = () => selected('allow_once')
  onForm: (params: { message: string }) => object = () => ({ action: 'cancel' })
  readonly #watchers = new Set<() => void>()
  readonly child: ChildProcess
  readonly connection: ClientConnection

  readonly #folder: string

  /** `folder`: what is open in it. */
  constructor(server: TestServer, folder: string, args: readonly string[] = []) {
    this.#folder = folder
    const environment = { PATH: process.env.PATH, SOJOURN_URL: server.url, SOJOURN_DATA: server.dataDirectory }
    const child = spawn(process.execPath, [bin, 'acp', ...args], {
      env: environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.child = child
    onTestFinished(() => void child.kill('SIGKILL'))
    const stream = ndJsonStream(Writable.toWeb(child.stdin), Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>)
    this.connection = client({ name: 'editor' })
      .onNotification('session/update', ({ params }) => {
        this.updates.push(params.update)
        for (const watch of this.#watchers) watch()
      })
      .onRequest('session/request_permission', ({ params, signal }) => {
        this.asked.push(params)
        for (const watch of this.#watchers) watch()
        signal.addEventListener('abort', () => {
          this.withdrawn += 1
        })
        return this.onPermission(params, signal)
      })
      .onRequest(
        'elicitation/create',
        (value) => value as { message: string },
        ({ params }) => this.onForm(params),
      )
      .connect(stream)
  }

  get agent() {
    return this.connection.agent
  }

  async initialize(forms = false) {
    return this.agent.request('initialize', {
      protocolVersion: PROTOCOL_VERSION,
      clientCapabilities: forms ? ({ elicitation: { form: {} } } as object) : {},
    })
  }

  /** A new session in its folder. */
  async open(): Promise<string> {
    await this.initialize()
    return (await this.agent.request('session/new', { cwd: this.#folder, mcpServers: [] })).sessionId
  }

  prompt(sessionId: string, text: string) {
    return this.agent.request('session/prompt', { sessionId, prompt: [{ type: 'text', text }] })
  }

  /** What the agent said. */
  text(kind: SessionUpdate['sessionUpdate'] = 'agent_message_chunk'): string {
    return this.updates
      .map((update) =>
        update.sessionUpdate === kind && 'content' in update && update.content && 'text' in update.content
          ? update.content.text
          : '',
      )
      .join('')
  }

  of<Kind extends SessionUpdate['sessionUpdate']>(kind: Kind): Extract<SessionUpdate, { sessionUpdate: Kind }>[] {
    return this.updates.filter((update) => update.sessionUpdate === kind) as never
  }

  /** Resolves when it holds; it is looked at after each message of the agent. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watch = () => {
        if (!holds()) return
        this.#watchers.delete(watch)
        resolve()
      }
      this.#watchers.add(watch)
      watch()
    })
  }
}
