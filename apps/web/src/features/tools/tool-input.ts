import type { JsonObject, JsonValue } from '@sojourn/contract/json'

const asObject = (value: JsonValue): JsonObject | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null

const textAt = (input: JsonObject, names: readonly string[]): string | null => {
  for (const name of names) {
    const value = input[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

const pathNames = ['path', 'file_path', 'filePath', 'file']
const oldNames = ['oldText', 'old_string', 'oldString', 'before']
const newNames = ['newText', 'new_string', 'newString', 'after', 'content']

/** How an input is best shown. The names are those that agents of the field use. */
export type ToolInputShape =
  | { kind: 'command'; command: string }
  | { kind: 'edit'; path: string; before: string; after: string }
  | { kind: 'json' }

export const shapeOf = (toolInput: JsonValue): ToolInputShape => {
  const input = asObject(toolInput)
  if (!input) return { kind: 'json' }
  const command = textAt(input, ['command', 'cmd'])
  if (command) return { kind: 'command', command }
  const [path, after] = [textAt(input, pathNames), textAt(input, newNames)]
  if (path && after !== null) return { kind: 'edit', path, before: textAt(input, oldNames) ?? '', after }
  return { kind: 'json' }
}

const maxSummary = 140

/** The argument that tells one call from the next, in one line. */
export const summariseInput = (toolInput: JsonValue): string => {
  const input = asObject(toolInput)
  if (!input) return toolInput === null ? '' : JSON.stringify(toolInput).slice(0, maxSummary)
  const telling = textAt(input, ['command', 'cmd', ...pathNames, 'url', 'query', 'pattern', 'name'])
  if (telling) return telling.replaceAll(/\s+/g, ' ').slice(0, maxSummary)
  if (typeof input.ms === 'number') return `${input.ms} ms`
  return Object.keys(input).length === 0 ? '' : JSON.stringify(input).slice(0, maxSummary)
}
