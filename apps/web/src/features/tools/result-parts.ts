import type { JsonObject, JsonValue } from '@sojourn/contract/json'

/** A picture as the page may show it: data of its own, never an address. */
export interface ResultImage {
  mimeType: string
  data: string
}

/** A place in a file that a call was about. */
export interface ResultLocation {
  path: string
  line: number | null
}

export interface ResultDiff {
  path: string
  before: string
  after: string
}

/** What a tool's result holds that is better shown than printed. */
export interface ResultParts {
  text: string | null
  images: readonly ResultImage[]
  diffs: readonly ResultDiff[]
  locations: readonly ResultLocation[]
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const objectsIn = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : []

const picture = /^image\/(png|jpeg|gif|webp|avif)$/

const imageOf = ({ mimeType, data }: JsonObject): ResultImage[] =>
  typeof mimeType === 'string' && picture.test(mimeType) && typeof data === 'string' ? [{ mimeType, data }] : []

const diffOf = ({ path, oldText, newText }: JsonObject): ResultDiff[] =>
  typeof path === 'string' && typeof newText === 'string'
    ? [{ path, before: typeof oldText === 'string' ? oldText : '', after: newText }]
    : []

const locationOf = ({ path, line }: JsonObject): ResultLocation[] =>
  typeof path === 'string' ? [{ path, line: typeof line === 'number' ? line : null }] : []

const textNames = ['output', 'stdout', 'text', 'content']

const textOf = (result: JsonValue, content: readonly JsonObject[]): string | null => {
  if (typeof result === 'string') return result
  const texts = content.flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
  if (texts.length > 0) return texts.join('\n')
  if (!isObject(result)) return null
  for (const name of textNames) {
    const value = result[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

/** Content as MCP and ACP have it: a list of parts, each perhaps wrapped in `{type: "content", content}`. */
const contentOf = (result: JsonValue): readonly JsonObject[] => {
  const parts = isObject(result) ? objectsIn(result.content) : objectsIn(result)
  return parts.map((part) => (isObject(part.content) ? part.content : part))
}

/** Parts of one kind: out of the content, and under the name that agents of the field have them by. */
const partsOf = (result: JsonValue, content: readonly JsonObject[], name: string): readonly JsonObject[] =>
  isObject(result) ? [...content, ...objectsIn(result[name])] : content

/** Takes a result apart into text, pictures, changes of files and places. */
export const resultParts = (result: JsonValue): ResultParts => {
  const content = contentOf(result)
  return {
    text: textOf(result, content),
    images: partsOf(result, content, 'images').flatMap(imageOf),
    diffs: partsOf(result, content, 'diffs').flatMap(diffOf),
    locations: isObject(result) ? objectsIn(result.locations).flatMap(locationOf) : [],
  }
}
