import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RegisterAgentInput } from '@sojourn/contract/agent'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { SettledRun } from '@sojourn/contract/run'
import { AcpRunner } from '../../src/acp/acp-runner.ts'
import { executedFile } from '../../src/testing/acp-agent/play-tool.ts'
import { Engine, type EngineSession } from '../engine.ts'
import { temporaryWorkspace } from '../temporary-workspace.ts'

const program = fileURLToPath(new URL('../../src/testing/acp-agent/main.ts', import.meta.url))

/** The test agent, started as any agent is, with its own sessions in `state`. */
const testAgent = (state: string, flags: string[] = [], settings: JsonObject = {}): RegisterAgentInput => ({
  id: 'agent',
  runner: 'acp',
  settings: { command: process.execPath, args: [program, '--state', state, ...flags], ...settings },
})

interface AcpSession {
  engine: Engine
  session: EngineSession
  /** Of the runner; also the folder in which the agent keeps its sessions. */
  owner: string
  /** Has the agent play these steps; resolves when the run has settled. */
  play(...steps: JsonValue[]): Promise<SettledRun>
  /** The same without waiting. */
  start(...steps: JsonValue[]): Promise<string>
  /** What tools of the agent did, in order. */
  executed(): Promise<string[]>
}

export const sessionOf = (engine: Engine, session: EngineSession, owner: string): AcpSession => {
  const start = (...steps: JsonValue[]) => session.submit(`@agent ${JSON.stringify(steps)}`)
  return {
    engine,
    session,
    owner,
    start,
    play: async (...steps) => session.settled(await start(...steps)),
    executed: async () => {
      const text = await readFile(join(session.workspace, executedFile), 'utf8').catch(() => '')
      return text.split('\n').filter((line) => line !== '')
    },
  }
}

/** A runtime with the ACP runner and the test agent, and a session of it. */
export const openAcpSession = async ({
  flags = [],
  settings = {},
}: {
  flags?: string[]
  settings?: JsonObject
} = {}): Promise<AcpSession> => {
  const state = await temporaryWorkspace()
  const engine = await Engine.start({
    makeRunners: () => [new AcpRunner({ owner: state })],
    agents: [testAgent(state, flags, settings)],
  })
  return sessionOf(engine, await engine.session('agent'), state)
}
