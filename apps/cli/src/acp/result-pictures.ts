import type { ContentBlock } from '@agentclientprotocol/sdk'
import type { JsonObject, JsonValue } from '@sojourn/sdk'

type Picture = Extract<ContentBlock, { type: 'image' }>

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const objectsIn = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** The pictures of a result: among its parts, as MCP has them, or beside them, as agents of the field have them. */
export const picturesIn = (result: JsonValue): Picture[] => {
  if (!isObject(result)) return []
  const parts = [...objectsIn(result.content), ...objectsIn(result.images)]
  return parts.flatMap(({ mimeType, data }) =>
    typeof mimeType === 'string' && mimeType.startsWith('image/') && typeof data === 'string'
      ? [{ type: 'image', mimeType, data }]
      : [],
  )
}
