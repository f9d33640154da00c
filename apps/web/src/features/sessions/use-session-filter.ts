'use client'

import type { ListSessionsInput } from '@sojourn/contract/session'
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'

const parsers = {
  text: parseAsString,
  activity: parseAsStringLiteral(['running', 'requires_action', 'idle']),
  status: parseAsStringLiteral(['active', 'paused', 'completed', 'crashed']),
  agentId: parseAsString,
  type: parseAsString,
  label: parseAsString,
  tag: parseAsString,
  archived: parseAsBoolean,
  empty: parseAsBoolean,
}

/** The filter in the address, so that a link and a reload show the same list. */
export const useSessionFilter = () => {
  const [values, change] = useQueryStates(parsers, { history: 'replace' })
  const filter = Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== '' && value !== false),
  ) as ListSessionsInput
  const clear = () => change(null)
  return { values, filter, change, clear, active: Object.keys(filter).length > 0 }
}

export type SessionFilterState = ReturnType<typeof useSessionFilter>
