import type { JsonObject, JsonValue } from '@sojourn/contract/json'

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * An agent's settings with the MCP servers that a session brings along in its metadata, as editors do: under names of their
 * own, because the agent's servers are there first.
 */
export const withSessionServers = (settings: JsonObject, { mcpServers }: JsonObject): JsonObject => {
  if (!isObject(mcpServers)) return settings
  const own = isObject(settings.mcpServers) ? settings.mcpServers : {}
  return { ...settings, mcpServers: { ...mcpServers, ...own } }
}
