import { randomUUID } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionUpdate } from '@agentclientprotocol/sdk/unstable'

/** What the agent keeps of each of its sessions, in a folder, so that it is there after a death. */
export class AgentSessions {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
  }

  create(cwd: string): string {
    const id = `theirs-${randomUUID()}`
    writeFileSync(this.#file(id), `${JSON.stringify({ cwd })}\n`)
    return id
  }

  has(id: string): boolean {
    return existsSync(this.#file(id))
  }

  record(id: string, update: SessionUpdate): void {
    appendFileSync(this.#file(id), `${JSON.stringify(update)}\n`)
  }

  cwdOf(id: string): string {
    return JSON.parse(this.#lines(id)[0] ?? '{}').cwd
  }

  updatesOf(id: string): SessionUpdate[] {
    return this.#lines(id)
      .slice(1)
      .map((line) => JSON.parse(line))
  }

  list(): { sessionId: string; cwd: string; title: string }[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length))
      .map((sessionId) => ({ sessionId, cwd: this.cwdOf(sessionId), title: `Session ${sessionId}` }))
  }

  #lines(id: string): string[] {
    return readFileSync(this.#file(id), 'utf8').trim().split('\n')
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.jsonl`)
  }
}
