import type { JsonObject } from '@sojourn/contract/json'
import { z } from 'zod'

// What agents say unasked, read with patience: fields may be missing, null or unknown, and nothing here is refused for
// more than it needs. (The SDK's own schemas drop whole updates for one odd field, and kinds that they do not know.)

const optionalText = z.string().nullish().catch(null)
const meta = z.record(z.string(), z.unknown()).nullish().catch(null)

const content = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.enum(['image', 'audio']), data: z.string(), mimeType: z.string(), uri: optionalText }),
  z.object({ type: z.literal('resource_link'), uri: z.string(), name: optionalText, title: optionalText }),
  z.object({
    type: z.literal('resource'),
    resource: z.object({ uri: z.string(), mimeType: optionalText, text: optionalText, blob: optionalText }),
  }),
])
export type AgentContent = z.infer<typeof content>

const toolContent = z.union([
  z.object({ type: z.literal('content'), content }),
  z.object({ type: z.literal('diff'), path: z.string(), oldText: optionalText, newText: z.string() }),
  z.object({ type: z.literal('terminal'), terminalId: z.string() }),
])
export type AgentToolContent = z.infer<typeof toolContent>

/** Those of a list that can be read. */
const readable = <Item extends z.ZodType>(item: Item) =>
  z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((items) =>
      items?.flatMap((value): z.output<Item>[] => {
        const parsed = item.safeParse(value)
        return parsed.success ? [parsed.data] : []
      }),
    )

const location = z.object({ path: z.string(), line: z.number().nullish().catch(null) })

export const toolKinds = [
  'read',
  'edit',
  'delete',
  'move',
  'search',
  'execute',
  'think',
  'fetch',
  'switch_mode',
  'other',
] as const
export type AgentToolKind = (typeof toolKinds)[number]

const toolUpdate = z.object({
  toolCallId: z.string().min(1),
  title: optionalText,
  name: optionalText,
  kind: z.enum(toolKinds).nullish().catch(null),
  status: z.enum(['pending', 'in_progress', 'completed', 'failed']).nullish().catch(null),
  content: readable(toolContent),
  locations: readable(location),
  rawInput: z.unknown().optional(),
  rawOutput: z.unknown().optional(),
  _meta: meta,
})
export type AgentToolUpdate = z.infer<typeof toolUpdate>

const planEntry = z.object({ content: z.string(), status: optionalText, priority: optionalText })
export type AgentPlanEntry = z.infer<typeof planEntry>

const chunk = z.object({ content, messageId: optionalText, _meta: meta })

const known = {
  user_message_chunk: chunk,
  agent_message_chunk: chunk,
  agent_thought_chunk: chunk,
  tool_call: toolUpdate,
  tool_call_update: toolUpdate,
  plan: z.object({ entries: readable(planEntry) }),
  plan_update: z.object({
    plan: z.object({ entries: readable(planEntry), content: optionalText, uri: optionalText }),
  }),
  plan_removed: z.object({}),
  available_commands_update: z.object({
    availableCommands: readable(
      z.object({
        name: z.string(),
        description: z.string().catch(''),
        input: z.object({ hint: z.string() }).nullable().catch(null),
      }),
    ),
  }),
  current_mode_update: z.object({ currentModeId: z.string() }),
  config_option_update: z.object({ configOptions: z.array(z.looseObject({ id: z.string(), name: z.string() })) }),
  session_info_update: z.object({ title: optionalText }),
  usage_update: z.object({
    used: z.number().nullish().catch(null),
    size: z.number().nullish().catch(null),
    cost: z.object({ amount: z.number(), currency: z.string() }).nullish().catch(null),
    _meta: meta,
  }),
  notice: z.object({ severity: z.string().catch('info'), title: z.string(), description: optionalText }),
  compaction_update: z.object({ status: z.string().catch(''), error: optionalText }),
} as const

type Known = typeof known
export type AgentUpdate = { [Kind in keyof Known]: { kind: Kind; data: z.infer<Known[Kind]> } }[keyof Known]

/** An update as it came, and what of it is understood; `read` is null for one of an unknown kind, or past reading. */
export interface ReceivedUpdate {
  kind: string
  read: AgentUpdate | null
  raw: JsonObject
}

const envelope = z.object({ update: z.looseObject({ sessionUpdate: z.string() }) })

/** Null for what is no update at all. */
export const readUpdate = (params: unknown): ReceivedUpdate | null => {
  const parsed = envelope.safeParse(params)
  if (!parsed.success) return null
  const raw = parsed.data.update as JsonObject
  const kind = parsed.data.update.sessionUpdate
  if (!Object.hasOwn(known, kind)) return { kind, read: null, raw }
  const data = known[kind as keyof Known].safeParse(raw)
  return { kind, read: data.success ? ({ kind, data: data.data } as AgentUpdate) : null, raw }
}

/** A tool call as a permission request names it. */
export const readToolUpdate = (value: unknown): AgentToolUpdate | null => {
  const parsed = toolUpdate.safeParse(value)
  return parsed.success ? parsed.data : null
}
