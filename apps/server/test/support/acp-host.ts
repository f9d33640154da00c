import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Run } from '@sojourn/contract/run'
import { AgentHost } from './agent-host.ts'

const program = fileURLToPath(import.meta.resolve('@sojourn/runners/testing/acp-agent/main'))

/** A server with the ACP test agent, which may die and start again, and one session of that agent. */
export class AcpHost extends AgentHost {
  static async open(): Promise<AcpHost> {
    const { host, sessionId } = await AgentHost.start(({ directory }) => {
      const args = [program, '--state', join(directory, 'theirs')]
      return { id: 'coder', runner: 'acp', settings: { command: process.execPath, args } }
    })
    return new AcpHost(host, sessionId)
  }

  start(...steps: object[]): Promise<string> {
    return this.submit(`@agent ${JSON.stringify(steps)}`)
  }

  async play(...steps: object[]): Promise<Run> {
    return this.settled(await this.start(...steps))
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
}
