import type { McpServer } from '@agentclientprotocol/sdk/unstable'
import type { AgentOptions } from '@sojourn/contract/agent-options'
import { SojournError } from '@sojourn/contract/error'
import type { AcpSettings, McpServerSettings } from './acp-settings.ts'
import type { AgentLink } from './agent-link.ts'
import { agentOptionsOf, optionOfCategory } from './agent-options.ts'
import { wordsOf } from './words-of.ts'

const pairs = (record: Record<string, string>) => Object.entries(record).map(([name, value]) => ({ name, value }))

const mcpServer = (name: string, server: McpServerSettings): McpServer =>
  'command' in server
    ? { name, command: server.command, args: server.args, env: pairs(server.env) }
    : { name, type: server.type, url: server.url, headers: pairs(server.headers) }

/** Those of the settings' servers that the agent can use; the names of the others. */
export const mcpServersFor = (link: AgentLink): { servers: McpServer[]; unusable: string[] } => {
  const can = link.connection.info.agentCapabilities?.mcpCapabilities
  const servers: McpServer[] = []
  const unusable: string[] = []
  for (const [name, server] of Object.entries(link.settings.mcpServers)) {
    if ('command' in server || can?.[server.type]) servers.push(mcpServer(name, server))
    else unusable.push(name)
  }
  return { servers, unusable }
}

/** Logs in once, in the way that the settings name, when the agent asks for it. */
export const withLogin = async <Value>(link: AgentLink, work: () => Promise<Value>): Promise<Value> => {
  try {
    return await work()
  } catch (error) {
    const { authMethod } = link.settings
    const wantsLogin = error instanceof SojournError && error.code === 'AGENT_AUTH_REQUIRED'
    if (!wantsLogin || authMethod === undefined) throw error
    try {
      await link.connection.requestSoon('authenticate', { methodId: authMethod })
    } catch (failure) {
      const words = wordsOf(failure)
      throw new SojournError('AGENT_AUTH_REQUIRED', `${error.message} Logging in failed: ${words}`, { cause: failure })
    }
    return work()
  }
}

export interface OpenedSession {
  how: 'new' | 'again'
  /** Things that people should know, in words. */
  warnings: string[]
}

/** A failure that another try of another kind would not mend. */
const isFinal = (error: unknown): boolean =>
  error instanceof SojournError && ['AGENT_AUTH_REQUIRED', 'RUNNER_CRASHED', 'SHUTTING_DOWN'].includes(error.code)

/** Opens the session that the agent keeps already; false when it does not offer that, or cannot. */
const openAgain = async (
  link: AgentLink,
  { known, mcpServers }: { known: string; mcpServers: McpServer[] },
  warnings: string[],
): Promise<boolean> => {
  const can = link.connection.info.agentCapabilities
  const params = { sessionId: known, cwd: link.cwd, mcpServers }
  const method = can?.sessionCapabilities?.resume ? 'session/resume' : can?.loadSession ? 'session/load' : null
  if (method === null) return false
  try {
    const response = await link.replaying(() => withLogin(link, () => link.connection.requestSoon(method, params)))
    link.takeOffers(response)
    return true
  } catch (error) {
    if (isFinal(error)) throw error
    link.endReplay()
    const words = wordsOf(error)
    warnings.push(`The agent could not open its session ${known} again (${words}); it begins a new one.`)
    return false
  }
}

/** Opens the session that the agent keeps for ours: the one it has, where it offers that, else a new one. */
export const openAgentSession = async (link: AgentLink, known: string | null): Promise<OpenedSession> => {
  const { servers, unusable } = mcpServersFor(link)
  const warnings = unusable.map(
    (name) => `The agent cannot use the MCP server ${name}: it does not speak that transport.`,
  )
  if (known !== null && (await openAgain(link, { known, mcpServers: servers }, warnings))) {
    link.agentSessionId = known
    return { how: 'again', warnings }
  }
  const params = { cwd: link.cwd, mcpServers: servers }
  const response = await withLogin(link, () => link.connection.requestSoon('session/new', params))
  link.agentSessionId = response.sessionId
  link.takeOffers(response)
  return { how: 'new', warnings }
}

/** What the settings and people want, by option; what people chose counts more. */
const wantedValues = (
  link: AgentLink,
  settings: AcpSettings,
  chosen: AgentOptions['chosen'],
): AgentOptions['chosen'] => {
  const fromSettings: AgentOptions['chosen'] = {}
  for (const category of ['mode', 'model'] as const) {
    const value = settings[category]
    const id = optionOfCategory(link.offered, category)
    if (value !== undefined && id !== null) fromSettings[id] = value
  }
  return { ...fromSettings, ...chosen }
}

/** Gives the agent what was chosen for it. Answers with words on what it did not take. */
export const applyChoices = async (link: AgentLink, chosen: AgentOptions['chosen']): Promise<string[]> => {
  const warnings: string[] = []
  for (const [id, value] of Object.entries(wantedValues(link, link.settings, chosen))) {
    const option = agentOptionsOf(link.offered).find((offered) => offered.id === id)
    if (!option || option.value === value) continue
    try {
      await link.choose({ ...option, value } as typeof option)
    } catch (error) {
      if (isFinal(error)) throw error
      warnings.push(wordsOf(error))
    }
  }
  return warnings
}
