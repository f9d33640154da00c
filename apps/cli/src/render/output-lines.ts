import type { JsonValue } from '@sojourn/sdk'
import { oneLine, plainText } from '../output/plain-text.ts'

/** What a run gave back without saying anything: a text as it is, of an object the fields that fit on a line. */
export const outputLines = (output: JsonValue | undefined): string[] => {
  if (output === undefined || output === null) return []
  if (typeof output === 'string') return plainText(output).split('\n')
  if (typeof output !== 'object' || Array.isArray(output)) return [oneLine(JSON.stringify(output))]
  return Object.entries(output)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([name, value]) => `${name}: ${oneLine(String(value))}`)
}
