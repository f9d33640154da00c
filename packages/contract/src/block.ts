import { z } from 'zod'
import { attachment } from './attachment.ts'
import { blockId, toolCallId } from './ids.ts'
import { jsonValue } from './json.ts'

export const blockKinds = [
  'user_message',
  'assistant_text',
  'thinking',
  'tool_use',
  'tool_result',
  'system',
  'error',
  'subagent',
] as const
export type BlockKind = (typeof blockKinds)[number]

const base = {
  blockId,
  parentBlockId: blockId.optional(),
  /** Set when the attempt that wrote the block ended before the block did. */
  interrupted: z.literal(true).optional(),
}

/** A whole block of transcript, as `block.completed` carries it. */
export const block = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('user_message'),
    text: z.string(),
    attachments: z.array(attachment).optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('assistant_text'),
    text: z.string(),
    /** Images and files that the agent shows. */
    attachments: z.array(attachment).optional(),
  }),
  z.object({ ...base, kind: z.literal('thinking'), text: z.string() }),
  z.object({
    ...base,
    kind: z.literal('tool_use'),
    toolCallId,
    toolId: z.string(),
    operation: z.string(),
    toolInput: jsonValue,
  }),
  z.object({ ...base, kind: z.literal('tool_result'), toolCallId, result: jsonValue, isError: z.boolean().optional() }),
  z.object({ ...base, kind: z.literal('system'), text: z.string() }),
  z.object({ ...base, kind: z.literal('error'), text: z.string(), code: z.string().optional() }),
  z.object({ ...base, kind: z.literal('subagent'), text: z.string(), title: z.string().optional() }),
])
export type Block = z.infer<typeof block>

/** The kinds whose text arrives in deltas. */
export const textBlockKinds = ['assistant_text', 'thinking', 'system', 'error', 'subagent'] as const
export type TextBlockKind = (typeof textBlockKinds)[number]
