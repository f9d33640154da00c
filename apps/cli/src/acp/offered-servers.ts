import type { McpServer } from '@agentclientprotocol/sdk'
import type { JsonObject } from '@sojourn/sdk'

/** Names that models and rules can have tools by. */
const nameOf = (name: string): string => name.replaceAll(/[^\w-]/g, '_').slice(0, 40) || 'server'

const soundsSecret = /key|token|secret|passw|credential|auth/i

const isPlain = (address: string): boolean => {
  const { username, password, search } = new URL(address)
  return username === '' && password === '' && search === ''
}

/** What a session keeps of a server; null when it holds values that may be secret, or its transport is not spoken. */
const kept = (server: McpServer): JsonObject | null => {
  if ('type' in server) {
    const { type, headers, url } = server
    return type === 'http' && headers.length === 0 && URL.canParse(url) && isPlain(url) ? { url } : null
  }
  const { command, args, env } = server
  return env.length === 0 && !args.some((argument) => soundsSecret.test(argument)) ? { command, args } : null
}

/**
 * The MCP servers that an editor offers: those that a session may bring along in its metadata, which anybody who sees the
 * session can read, and the names of those that it may not.
 */
export const offeredServers = (servers: readonly McpServer[]): { taken: JsonObject; refused: string[] } => {
  const taken: JsonObject = {}
  const refused: string[] = []
  for (const server of servers) {
    const settings = kept(server)
    if (settings === null) refused.push(server.name)
    else taken[nameOf(server.name)] = settings
  }
  return { taken, refused }
}

/** What the editor shows about those that are not used. */
export const refusalWords = (refused: readonly string[]): string =>
  `Not used here: the editor’s MCP servers ${refused.join(', ')}. They come with environment variables, headers or arguments that may be secret (or speak SSE), and what a session brings along is in its log. Give them to the agent itself, in its setting mcpServers.\n\n`
