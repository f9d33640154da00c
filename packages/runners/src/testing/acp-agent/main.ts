import { Readable, Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import {
  agent,
  ndJsonStream,
  RequestError,
  type SessionConfigOption,
  type SessionModeState,
} from '@agentclientprotocol/sdk/unstable'
import { readScript, type ToolStep } from './agent-script.ts'
import { AgentSessions } from './agent-sessions.ts'
import { PlayedPrompt } from './played-prompt.ts'

// An agent that plays what its input says, and behaves as badly as it is told to: for tests of whoever talks to agents.

const { values: flags } = parseArgs({
  options: {
    /** Folder of its own sessions. */
    state: { type: 'string' },
    /** How it opens one of them again: load, resume or not at all. */
    again: { type: 'string', default: 'load' },
    /** Wants a log-in; with the method `key`, once, it is satisfied. */
    login: { type: 'boolean', default: false },
    version: { type: 'string', default: '1' },
    /** Never answers `initialize`. */
    mute: { type: 'boolean', default: false },
    /** Says something that is no message before it speaks. */
    noisy: { type: 'boolean', default: false },
    /** Does not leave when its input ends, nor at SIGTERM. */
    stubborn: { type: 'boolean', default: false },
  },
})

if (flags.state === undefined) throw new Error('Name a folder with --state')
const sessions = new AgentSessions(flags.state)
const cancels = new Map<string, AbortController>()
const config = new Map<string, string>()
let isLoggedIn = !flags.login
let calls = 0
let refused: ToolStep | null = null

const modes = (): SessionModeState => ({
  currentModeId: config.get('mode') ?? 'careful',
  availableModes: [
    { id: 'careful', name: 'Careful', description: 'Asks before it writes' },
    { id: 'bold', name: 'Bold' },
  ],
})

const configOptions = (): SessionConfigOption[] => [
  {
    id: 'model',
    name: 'Model',
    category: 'model',
    type: 'select',
    currentValue: config.get('model') ?? 'small',
    options: [
      { value: 'small', name: 'Small' },
      { value: 'large', name: 'Large' },
    ],
  },
]

const needsLogin = () => {
  if (!isLoggedIn) throw RequestError.authRequired()
}

const known = (sessionId: string): string => {
  if (!sessions.has(sessionId)) throw RequestError.resourceNotFound(sessionId)
  return sessionId
}

if (flags.noisy) process.stdout.write('Starting up …\n{"half": \n')
if (flags.stubborn) {
  process.on('SIGTERM', () => {})
  setInterval(() => {}, 60_000)
}

agent({ name: 'test-agent' })
  .onRequest('initialize', () => {
    if (flags.mute) return new Promise(() => {})
    return {
      protocolVersion: Number(flags.version),
      agentInfo: { name: 'test-agent', version: '1.0.0' },
      agentCapabilities: {
        loadSession: flags.again === 'load',
        promptCapabilities: { image: true, embeddedContext: true },
        mcpCapabilities: { http: true },
        sessionCapabilities: { list: {}, ...(flags.again === 'resume' ? { resume: {} } : {}) },
      },
      authMethods: [{ id: 'key', name: 'API key' }],
    }
  })
  .onRequest('authenticate', ({ params }) => {
    isLoggedIn = params.methodId === 'key'
    if (!isLoggedIn) throw RequestError.invalidParams()
    return {}
  })
  .onRequest('session/new', async ({ params, client }) => {
    needsLogin()
    const sessionId = sessions.create(params.cwd)
    const servers = params.mcpServers.map(({ name }) => name)
    setTimeout(() => {
      const availableCommands = [{ name: 'review', description: `Reviews with ${servers.join(', ') || 'nothing'}` }]
      const update = { sessionUpdate: 'available_commands_update' as const, availableCommands }
      void client.notify('session/update', { sessionId, update })
    }, 0)
    return { sessionId, modes: modes(), configOptions: configOptions() }
  })
  .onRequest('session/load', async ({ params, client }) => {
    needsLogin()
    const sessionId = known(params.sessionId)
    for (const update of sessions.updatesOf(sessionId)) await client.notify('session/update', { sessionId, update })
    return { modes: modes(), configOptions: configOptions() }
  })
  .onRequest('session/resume', ({ params }) => {
    needsLogin()
    known(params.sessionId)
    return { modes: modes(), configOptions: configOptions() }
  })
  .onRequest('session/list', () => ({ sessions: sessions.list() }))
  .onRequest('session/set_mode', ({ params }) => {
    if (params.modeId === 'bold' && flags.login) throw RequestError.invalidParams(undefined, 'not with this account')
    config.set('mode', params.modeId)
    return {}
  })
  .onRequest('session/set_config_option', ({ params }) => {
    config.set(params.configId, String(params.value))
    return { configOptions: configOptions() }
  })
  .onNotification('session/cancel', ({ params }) => cancels.get(params.sessionId)?.abort())
  .onRequest('session/prompt', async ({ params, client }) => {
    const sessionId = known(params.sessionId)
    const cancel = new AbortController()
    cancels.set(sessionId, cancel)
    for (const content of params.prompt) sessions.record(sessionId, { sessionUpdate: 'user_message_chunk', content })
    const text = params.prompt.map((content) => (content.type === 'text' ? content.text : content.type)).join('\n')
    const last = params.prompt.at(-1)
    const input = last?.type === 'text' ? last.text : ''
    const nextCall = () => (calls += 1)
    const prompt = new PlayedPrompt({
      client,
      sessions,
      sessionId,
      text,
      cancelled: cancel.signal,
      nextCall,
      refused: (step) => {
        refused = step
      },
    })
    return prompt.play(readScript(text, input, refused))
  })
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>))
