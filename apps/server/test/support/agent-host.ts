import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { RegisterAgentInput } from '@sojourn/contract/agent'
import type { EventOf, EventType, SessionEvent } from '@sojourn/contract/event'
import type { AnswerPermissionInput, Permission } from '@sojourn/contract/permission'
import type { Run } from '@sojourn/contract/run'
import type { CommittedSession, Session } from '@sojourn/contract/session'
import { ChaosHost } from './chaos-host.ts'

/** A server that may die and start again, and one session of one agent. */
export class AgentHost {
  readonly host: ChaosHost
  readonly sessionId: string

  constructor(host: ChaosHost, sessionId: string) {
    this.host = host
    this.sessionId = sessionId
  }

  /** Starts a server with this agent and a session of it; what the agent needs is told where the host's folder is. */
  static async start(
    makeAgent: (host: ChaosHost) => RegisterAgentInput,
  ): Promise<{ host: ChaosHost; sessionId: string }> {
    const host = await ChaosHost.open()
    await host.start()
    const agent = makeAgent(host)
    await host.call('/agents', { json: agent })
    const { id } = await host.call<CommittedSession>('/sessions', { json: { agentId: agent.id } })
    return { host, sessionId: id }
  }

  get workspace(): string {
    return join(this.host.dataDirectory, 'workspaces', this.sessionId)
  }

  session(): Promise<Session> {
    return this.host.call(`/sessions/${this.sessionId}`)
  }

  async submit(text: string): Promise<string> {
    const json = { input: { text } }
    const { runId } = await this.host.call<{ runId: string }>(`/sessions/${this.sessionId}/runs`, { json })
    return runId
  }

  settled(runId: string): Promise<Run> {
    return this.host.call(`/runs/${runId}/await?timeoutMs=60000`)
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

  /** Stops the server as an operator does, and starts it again. */
  async restart(): Promise<void> {
    const server = await this.host.up()
    server.kill('SIGTERM')
    await server.exited
    await this.host.kill()
    await this.host.start()
  }
}
