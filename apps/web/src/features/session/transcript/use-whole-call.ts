'use client'

import type { JsonValue } from '@sojourn/contract/json'
import type { ToolItem } from '@sojourn/contract/transcript'
import { useQuery } from '@tanstack/react-query'
import { wholeEventsQuery } from '@/wire/queries.ts'

interface WholeCall {
  toolInput: JsonValue
  result: JsonValue | null
  /** Of what was left out when the log was read: on its way, could not be read, or all there. */
  rest: 'reading' | 'missing' | 'here'
}

/** A call with what was left out of its events when the log was read: asked for when somebody looks. */
export const useWholeCall = (sessionId: string, item: ToolItem): WholeCall => {
  const { cut, toolInput, result } = item
  const query = useQuery({ ...wholeEventsQuery(sessionId, cut), enabled: cut.length > 0 })
  if (cut.length === 0) return { toolInput, result, rest: 'here' }
  const whole: WholeCall = { toolInput, result, rest: query.data ? 'here' : query.isError ? 'missing' : 'reading' }
  for (const event of query.data ?? []) {
    if (event.type === 'tool.called' && item.toolInput !== null) whole.toolInput = event.data.toolInput
    if (event.type === 'tool.completed') whole.result = event.data.result
  }
  return whole
}
