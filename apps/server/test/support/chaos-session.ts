import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SessionEvent } from '@sojourn/contract/event'
import { isTerminal, type Run } from '@sojourn/contract/run'
import type { CommittedSession } from '@sojourn/contract/session'
import { type ChaosHost, Refused } from './chaos-host.ts'
import type { ChaosRandom } from './chaos-random.ts'
import type { ChaosScript } from './chaos-script.ts'
import { readFrames } from './read-frames.ts'
import { script } from './test-server.ts'

const terminals = new Set(['run.completed', 'run.failed', 'run.cancelled', 'run.timed_out'])

const allow = (toolId: string, operation: string) => ({ toolId, operation, decision: 'allow' })

const policy = {
  maxAttempts: 100,
  rules: [allow('shell', 'exec'), allow('fs', 'list'), allow('wait', '*')],
}

/** Something that a person has to say before a run goes on, and how. */
interface Ask {
  path: string
  json: unknown
}

/**
 * A session, somebody who follows it over every death of its server, and a person who answers what it asks: at once, or
 * only after the next start.
 */
export class ChaosSession {
  readonly id: string
  readonly scripts = new Map<string, ChaosScript>()
  /** Every event as it came, in order: an event that was delivered twice is in it twice. */
  readonly seen: SessionEvent[] = []
  readonly #host: ChaosHost
  readonly #random: ChaosRandom
  readonly #noticed: () => void
  readonly #asks = new Map<string, Ask>()
  readonly #settled = new Set<string>()
  readonly #controller = new AbortController()
  #following: Promise<void> = Promise.resolve()
  /** From now on everything is answered at once. */
  isHelpful = false

  private constructor(id: string, host: ChaosHost, options: { random: ChaosRandom; noticed: () => void }) {
    this.id = id
    this.#host = host
    this.#random = options.random
    this.#noticed = options.noticed
  }

  /** `noticed` is called for every event. */
  static async open(host: ChaosHost, options: { random: ChaosRandom; noticed: () => void }): Promise<ChaosSession> {
    const { id } = await host.call<CommittedSession>('/sessions', { json: { policy } })
    const session = new ChaosSession(id, host, options)
    session.#following = session.#follow()
    return session
  }

  /** Submits a run under a key, over any number of deaths; a repeated call must not make a second run. */
  async submit(given: ChaosScript, key: string): Promise<{ runId: string; seq: number }> {
    const json = { input: script(...given.steps) }
    const submitted = await this.#host.insist<{ runId: string; seq: number }>(`/sessions/${this.id}/runs`, {
      json,
      key,
    })
    this.scripts.set(submitted.runId, given)
    return submitted
  }

  get isSettled(): boolean {
    return [...this.scripts.keys()].every((runId) => this.#settled.has(runId))
  }

  get lastSeq(): number {
    return this.seen.at(-1)?.seq ?? 0
  }

  async stop(): Promise<void> {
    this.#controller.abort()
    await this.#following
  }

  /** Says everything that was asked and not said yet. */
  async answerAll(): Promise<void> {
    await Promise.all([...this.#asks].map(([id]) => this.#answer(id)))
  }

  /** The whole log, page by page. */
  async readLog(): Promise<SessionEvent[]> {
    const events: SessionEvent[] = []
    while (true) {
      const path = `/sessions/${this.id}/events?limit=1000&after=${events.at(-1)?.seq ?? 0}`
      const page = await this.#host.call<{ events: SessionEvent[]; hasMore: boolean }>(path)
      events.push(...page.events)
      if (!page.hasMore) return events
    }
  }

  async readRuns(): Promise<Run[]> {
    return (await this.#host.call<{ items: Run[] }>(`/sessions/${this.id}/runs?limit=200`)).items
  }

  read(): Promise<CommittedSession> {
    return this.#host.call<CommittedSession>(`/sessions/${this.id}`)
  }

  /** What its commands have really written. */
  async writtenLines(): Promise<string[]> {
    const file = join(this.#host.dataDirectory, 'workspaces', this.id, 'writes.log')
    const text = await readFile(file, 'utf8').catch(() => '')
    return text.split('\n').filter((line) => line !== '')
  }

  async #follow(): Promise<void> {
    const { signal } = this.#controller
    while (!signal.aborted) {
      const server = await this.#host.up()
      const url = `${server.url}/api/v1/sessions/${this.id}/events/stream`
      const headers = { authorization: `Bearer ${server.token}`, 'last-event-id': String(this.lastSeq) }
      try {
        for await (const { event, data } of readFrames(await fetch(url, { headers, signal }))) {
          if (event !== 'synced') this.#take(JSON.parse(data) as SessionEvent)
          else void this.answerAll()
        }
        if (this.#host.isUp(server)) throw new Error('The stream has ended although its server lives')
      } catch (error) {
        if (!signal.aborted && this.#host.isUp(server)) throw error
      }
    }
  }

  #take(event: SessionEvent): void {
    this.seen.push(event)
    if (event.runId !== undefined && terminals.has(event.type)) this.#settled.add(event.runId)
    this.#note(event)
    this.#noticed()
  }

  #note(event: SessionEvent): void {
    switch (event.type) {
      case 'permission.requested': {
        const { permissionId } = event.data
        this.#ask(permissionId, `/permissions/${permissionId}/answer`, { option: 'allow_once' })
        break
      }
      case 'question.asked': {
        const { questionId, prompt } = event.data
        this.#ask(questionId, `/questions/${questionId}/answer`, { answer: `answer to ${prompt}` })
        break
      }
      case 'tool.in_doubt': {
        const { toolCallId } = event.data
        const path = `/tool-calls/${encodeURIComponent(toolCallId)}/settle`
        this.#ask(toolCallId, path, { happened: 'yes', sessionId: this.id })
        break
      }
      case 'permission.resolved':
        this.#asks.delete(event.data.permissionId)
        break
      case 'question.answered':
        this.#asks.delete(event.data.questionId)
        break
      case 'tool.settled_by_hand':
        this.#asks.delete(event.data.toolCallId)
    }
  }

  #ask(id: string, path: string, json: unknown): void {
    this.#asks.set(id, { path, json })
    if (this.isHelpful || this.#random.chance(0.6)) void this.#answer(id)
  }

  /** What a dying server did not take is said again after the next start; what it took, the log tells. */
  async #answer(id: string): Promise<void> {
    const ask = this.#asks.get(id)
    if (!ask) return
    const server = await this.#host.up()
    try {
      await this.#host.call(ask.path, { json: ask.json })
    } catch (error) {
      if (error instanceof Refused && error.status === 409) return
      if (this.#host.isUp(server)) throw error
    }
  }
}

export const hasSettled = (run: Run): boolean => isTerminal(run.status)
