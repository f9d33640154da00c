import type { JsonValue } from '@sojourn/sdk'
import { plainText } from '../output/plain-text.ts'

const mostLines = 20

/** The input of a tool call for somebody who decides about it: a line for each field, long texts as they are. */
export const inputLines = (input: JsonValue): string[] => {
  const lines =
    typeof input === 'object' && input !== null && !Array.isArray(input) ? fieldLines(input) : [JSON.stringify(input)]
  return lines.length > mostLines ? [...lines.slice(0, mostLines), `… ${lines.length - mostLines} more lines`] : lines
}

const fieldLines = (fields: { [name: string]: JsonValue }): string[] =>
  Object.entries(fields).flatMap(([name, value]) => {
    const text = plainText(typeof value === 'string' ? value : JSON.stringify(value)).trimEnd()
    if (!text.includes('\n')) return [`${name}: ${text}`]
    return [`${name}:`, ...text.split('\n').map((line) => `  │ ${line}`)]
  })
