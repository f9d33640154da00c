import { isDeepStrictEqual } from 'node:util'
import type { AnyRow, TableRows } from './session-rows.ts'

const keyOf = (row: AnyRow, key: readonly string[]): string => JSON.stringify(key.map((column) => row[column]))

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Databases say true where others say 1; JSON may have its keys in another order. */
const isSame = (stored: unknown, expected: unknown): boolean => {
  if (stored === expected) return true
  if (typeof stored === 'boolean') return Number(stored) === expected
  if (typeof stored !== 'string' || typeof expected !== 'string') return false
  return /^[[{]/.test(expected) && isDeepStrictEqual(parsed(stored), parsed(expected))
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** What the log does not decide: entries are shared by copies of a session, and an upload comes before its event. */
const notOfThisSession = new Set([
  'session_attachment.createdAt',
  'usage_entry.sessionId',
  'usage_entry.agentId',
  'usage_entry.runId',
])

const differences = (table: string, stored: AnyRow, expected: AnyRow): string[] =>
  Object.entries(expected).flatMap(([column, value]) =>
    notOfThisSession.has(`${table}.${column}`) || isSame(stored[column], value)
      ? []
      : [`${column} is ${shown(stored[column])}, its log says ${shown(value)}`],
  )

const nameOf = (row: AnyRow, key: readonly string[]): string => key.map((column) => row[column]).join(' ')

/** In words, each way in which the stored rows of a table are not what the log says. */
export const compareRows = ({ table, key, rows }: TableRows, stored: readonly AnyRow[]): string[] => {
  const known = new Map(stored.map((row) => [keyOf(row, key), row]))
  const wrong: string[] = []
  for (const row of rows) {
    const found = known.get(keyOf(row, key))
    known.delete(keyOf(row, key))
    if (!found) wrong.push(`${table} ${nameOf(row, key)} is missing`)
    else
      wrong.push(...differences(table, found, row).map((difference) => `${table} ${nameOf(row, key)}: ${difference}`))
  }
  for (const row of known.values()) wrong.push(`${table} ${nameOf(row, key)} is not in the log`)
  return wrong
}
