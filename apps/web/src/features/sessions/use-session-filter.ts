'use client'

import type { ListSessionsInput } from '@sojourn/contract/session'
import { asFlag, asOneOf, asText, useAddress } from '@/address/use-address.ts'

const parsers = {
  text: asText,
  activity: asOneOf(['running', 'requires_action', 'idle']),
  status: asOneOf(['active', 'paused', 'completed', 'crashed']),
  agentId: asText,
  type: asText,
  label: asText,
  tag: asText,
  archived: asFlag,
  empty: asFlag,
}

const nothing = Object.fromEntries(Object.keys(parsers).map((key) => [key, null])) as Record<keyof typeof parsers, null>

/** The filter in the address, so that a link and a reload show the same list. */
export const useSessionFilter = () => {
  const { values, change } = useAddress(parsers)
  const filter = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as ListSessionsInput
  const clear = () => change(nothing)
  return { values, filter, change, clear, active: Object.keys(filter).length > 0 }
}

export type SessionFilterState = ReturnType<typeof useSessionFilter>
