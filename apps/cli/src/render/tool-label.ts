import type { JsonValue } from '@sojourn/sdk'
import { oneLine, shorten } from '../output/plain-text.ts'

interface ToolUse {
  toolId: string
  operation: string
  toolInput: JsonValue
  title?: string | null | undefined
}

/** Fields of a tool's input that say by themselves what it is about. */
const tellingFields = ['path', 'file_path', 'command', 'url', 'query', 'pattern', 'name']

/** A tool call in a few words: its title, or its name and what it works on. */
export const toolLabel = ({ toolId, operation, toolInput, title }: ToolUse, width: number): string => {
  const words = title ? oneLine(title) : `${toolId}.${operation} ${inputBrief(toolInput)}`
  return shorten(oneLine(words), width)
}

const inputBrief = (input: JsonValue): string => {
  if (input === null) return ''
  if (typeof input !== 'object') return String(input)
  const object = Array.isArray(input) ? {} : input
  const telling = tellingFields.map((name) => object[name]).find((value) => typeof value === 'string')
  if (typeof telling === 'string') return telling
  const json = JSON.stringify(input)
  return json === '{}' || json === '[]' ? '' : json
}
