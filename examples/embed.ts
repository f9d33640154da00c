// A runtime inside your own program: no server, sessions in a SQLite file, and a runner of your own.
//   node examples/embed.ts Ada
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SessionSupervisor } from '@sojourn/core/host/session-supervisor'
import type { Runner } from '@sojourn/core/ports/runner'
import { createAgentRuntime } from '@sojourn/core/runtime/create-agent-runtime'
import { openSqliteStore } from '@sojourn/db/sqlite/open-sqlite-store'

const greeter: Runner = {
  name: 'greeter',
  capabilities: { resume: false, steer: false, summarise: false, permissions: false },
  async run(turn) {
    await turn.say(`Hello, ${turn.text}.`)
    return { status: 'completed' }
  },
}

const folder = await mkdtemp(join(tmpdir(), 'sojourn-embed-'))
const runtime = await createAgentRuntime({
  host: { type: 'local' },
  store: await openSqliteStore({ file: join(folder, 'sojourn.db'), sync: 'full' }),
  runners: [greeter],
  agents: [{ id: 'greeter', runner: 'greeter' }],
  defaultAgentId: 'greeter',
  workspaceOf: (sessionId) => join(folder, 'workspaces', sessionId),
})
const supervisor = new SessionSupervisor(runtime, { projectId: 'default', by: 'me', source: 'user' })
const session = await supervisor.startSession({ title: 'Embedded' })
runtime.host.getSession(session.sessionId)?.bus.on('block.completed', ({ data }) => console.log(data.block.kind))
const { status } = await session.executeRun({ input: { text: process.argv[2] ?? 'world' } })
const { items } = await runtime.sessions.list({ projectId: 'default', by: 'me', source: 'user' }, {})
console.log(status, items[0]?.title, supervisor.whereis(session.sessionId)?.loaded)
await runtime.shutdown()
await rm(folder, { recursive: true })
