'use client'

import type { ListSessionsInput } from '@sojourn/contract/session'
import { useMemo } from 'react'
import { type AddressParser, asFlag, asOneOf, asText, useAddress } from '@/address/use-address.ts'
import { useNow } from '@/format/use-now.ts'
import { parseTimeSpan } from './time-span.ts'

const asSpan: AddressParser<string> = (text) => (parseTimeSpan(text, 0) ? text : null)

/** What narrows the list down, in the order in which it is shown. */
export const filterParsers = {
  text: asText,
  activity: asOneOf(['running', 'requires_action', 'idle']),
  status: asOneOf(['active', 'paused', 'completed', 'crashed']),
  state: asOneOf(['created', 'running', 'awaiting_input', 'interrupting', 'error']),
  agentId: asText,
  type: asText,
  label: asText,
  tag: asText,
  parentId: asText,
  active: asSpan,
  created: asSpan,
  archived: asFlag,
  empty: asFlag,
}

const parsers = { ...filterParsers, view: asText }

export type FilterKey = keyof typeof filterParsers
export const filterKeys = Object.keys(filterParsers) as FilterKey[]

const nothing = Object.fromEntries(Object.keys(parsers).map((key) => [key, null])) as Record<keyof typeof parsers, null>

/** “The last hour” moves on in steps of this size (ms): with every step the list is asked for again. */
const stepMs = 300_000

type Values = ReturnType<typeof useAddress<typeof parsers>>['values']

const inputOf = ({ view: _, active, created, ...rest }: Values, now: number): ListSessionsInput => {
  const activeSpan = active === null ? null : parseTimeSpan(active, now)
  const createdSpan = created === null ? null : parseTimeSpan(created, now)
  const given = {
    ...rest,
    activeAfter: activeSpan?.after,
    activeBefore: activeSpan?.before,
    createdAfter: createdSpan?.after,
    createdBefore: createdSpan?.before,
  }
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  ) as ListSessionsInput
}

/** The filter in the address, so that a link and a reload show the same list. */
export const useSessionFilter = () => {
  const { values, change } = useAddress(parsers)
  const now = Math.floor(useNow('slow') / stepMs) * stepMs
  const filter = useMemo(() => inputOf(values, now), [values, now])
  const clear = () => change(nothing)
  /** Puts this filter in the place of the one before. */
  const replace = (next: Partial<Values>) => change({ ...nothing, ...next })
  const active = filterKeys.some((key) => values[key] !== null)
  return { values, filter, change, replace, clear, active }
}

export type SessionFilterState = ReturnType<typeof useSessionFilter>
