import { UsageError } from '../usage-error.ts'

/** Below this, too many ids share the same beginning or end. */
const shortest = 4

/** Ids made by the server begin with their time, so it is their end that tells them apart. */
export const shortId = (id: string): string => (/^[0-9a-f-]{36}$/.test(id) ? id.slice(-8) : id)

/**
 * The one id that begins or ends with what was given, or null. Throws a UsageError when there are several.
 * `noun` names what is looked for.
 */
export const expand = (given: string, ids: readonly string[], noun: string): string | null => {
  const part = given.replace(/^…/, '')
  if (ids.includes(part)) return part
  if (part.length < shortest) return null
  const found = ids.filter((id) => id.startsWith(part) || id.endsWith(part))
  if (found.length > 1) {
    const some = found.slice(0, 5).join('\n  ')
    throw new UsageError(`"${given}" fits ${found.length} ${noun}s; give more of the id:\n  ${some}`)
  }
  return found[0] ?? null
}
