import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { EventOf, EventType, SessionEvent } from '@sojourn/contract/event'
import type { AnswerPermissionInput, Permission } from '@sojourn/contract/permission'
import type { Run } from '@sojourn/contract/run'
import type { CommittedSession, Session } from '@sojourn/contract/session'
import { ChaosHost } from './chaos-host.ts'

const program = fileURLToPath(import.meta.resolve('@sojourn/runners/testing/acp-agent/main'))

/** A server with the ACP test agent, which may die and start again, and one session of that agent. */
export class AcpHost {
  readonly host: ChaosHost
  readonly sessionId: string

  private constructor(host: ChaosHost, sessionId: string) {
    this.host = host
    this.sessionId = sessionId
  }

  static async open(): Promise<AcpHost> {
    const host = await ChaosHost.open()
    await host.start()
    const args = [program, '--state', join(host.directory, 'theirs')]
    await host.call('/agents', { json: { id: 'coder', runner: 'acp', settings: { command: process.execPath, args } } })
    const { id } = await host.call<CommittedSession>('/sessions', { json: { agentId: 'coder' } })
    return new AcpHost(host, id)
  }

  get workspace(): string {
    return join(this.host.dataDirectory, 'workspaces', this.sessionId)
  }

  session(): Promise<Session> {
    return this.host.call(`/sessions/${this.sessionId}`)
  }

  async start(...steps: object[]): Promise<string> {
    const json = { input: { text: `@agent ${JSON.stringify(steps)}` } }
    const { runId } = await this.host.call<{ runId: string }>(`/sessions/${this.sessionId}/runs`, { json })
    return runId
  }

  settled(runId: string): Promise<Run> {
    return this.host.call(`/runs/${runId}/await?timeoutMs=60000`)
  }

  async play(...steps: object[]): Promise<Run> {
    return this.settled(await this.start(...steps))
  }

  async events(): Promise<SessionEvent[]> {
    const page = await this.host.call<{ events: SessionEvent[] }>(`/sessions/${this.sessionId}/events?limit=1000`)
    return page.events
  }

  async of<Type extends EventType>(type: Type): Promise<EventOf<Type>['data'][]> {
    const events = await this.events()
    return events.flatMap((event) => (event.type === type ? [event.data as EventOf<Type>['data']] : []))
  }

  /** Resolves when the log has `count` events of a type. */
  async until(type: EventType, count: number): Promise<void> {
    while ((await this.of(type)).length < count) await delay(20)
  }

  /** Answers the request that is pending, as soon as there is one. */
  async answer(answer: Omit<AnswerPermissionInput, 'permissionId'>): Promise<void> {
    for (;;) {
      const path = `/permissions?status=pending&sessionId=${this.sessionId}`
      const [asked] = (await this.host.call<{ items: Permission[] }>(path)).items
      if (asked) return void (await this.host.call(`/permissions/${asked.id}/answer`, { json: answer }))
      await delay(20)
    }
  }

  /** What tools of the agent did, in order. */
  async executed(): Promise<string[]> {
    const text = await readFile(join(this.workspace, 'executed.log'), 'utf8').catch(() => '')
    return text.split('\n').filter((line) => line !== '')
  }

  /** Ids of the processes that work in the session's workspace. */
  async processes(): Promise<number[]> {
    const found: number[] = []
    for (const pid of await readdir('/proc')) {
      const where = /^\d+$/.test(pid) ? await readlink(`/proc/${pid}/cwd`).catch(() => '') : ''
      if (where === this.workspace) found.push(Number(pid))
    }
    return found
  }

  /** Stops the server as an operator does, and starts it again. */
  async restart(): Promise<void> {
    const server = await this.host.up()
    server.kill('SIGTERM')
    await server.exited
    await this.host.kill()
    await this.host.start()
  }
}
