import type { ListToolCallsInput, SettleToolCallInput, ToolCall } from '@sojourn/contract/tool-call'
import type { Committed, Method } from './call.ts'

export interface ToolCallsApi {
  /** The effect ledger of a session. */
  list: Method<ListToolCallsInput, { items: ToolCall[] }>
  /** Says whether a call in doubt happened (`yes`, `no`), or ends its run (`fail`). */
  settle: Method<SettleToolCallInput, Committed<ToolCall>>
}

export const toolCallKinds = { list: 'query', settle: 'mutation' } as const satisfies Record<keyof ToolCallsApi, string>
