import { z } from 'zod'
import { runId, seq, sessionId, timestamp, toolCallId } from './ids.ts'
import { jsonValue } from './json.ts'

/** What executing the call twice would mean: `read` and `idempotent` may be repeated after a crash, `write` never silently. */
export const toolEffect = z.enum(['read', 'idempotent', 'write'])
export type ToolEffect = z.infer<typeof toolEffect>

/**
 * called: in the ledger, not started. started: executing, or was when its host died. in_doubt: a write that was executing
 * when its host died ([C4]). completed, failed: ended. settled_by_hand: a person said whether it happened.
 */
export const toolCallStatus = z.enum(['called', 'started', 'in_doubt', 'completed', 'failed', 'settled_by_hand'])
export type ToolCallStatus = z.infer<typeof toolCallStatus>

export const toolName = z.string().min(1).max(200)

/** Longest `summary` of a finished tool call, characters. */
export const maxToolSummary = 500

export const toolCallError = z.object({ code: z.string(), message: z.string() })
export type ToolCallError = z.infer<typeof toolCallError>

/** One line of the effect ledger. */
export const toolCall = z.object({
  toolCallId,
  sessionId,
  runId,
  attempt: z.int().min(1),
  toolId: toolName,
  operation: toolName,
  toolInput: jsonValue,
  effect: toolEffect,
  title: z.string().nullable(),
  status: toolCallStatus,
  result: jsonValue.nullable(),
  error: toolCallError.nullable(),
  /** What a person said of a call in doubt. */
  happened: z.enum(['yes', 'no']).nullable(),
  seq,
  createdAt: timestamp,
  settledAt: timestamp.nullable(),
})
export type ToolCall = z.infer<typeof toolCall>
export const committedToolCall = toolCall.extend({ seq })
export const toolCallList = z.object({ items: z.array(toolCall) })

/** `fail` ends the run instead of answering. */
export const settleToolCallInput = z.object({
  toolCallId,
  sessionId: sessionId.optional(),
  happened: z.enum(['yes', 'no', 'fail']),
  message: z.string().max(2000).optional(),
})
export type SettleToolCallInput = z.infer<typeof settleToolCallInput>

export const listToolCallsInput = z.object({ sessionId, status: toolCallStatus.optional() })
export type ListToolCallsInput = z.infer<typeof listToolCallsInput>
