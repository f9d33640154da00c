import { z } from 'zod'

const toolStep = z.strictObject({
  title: z.string(),
  kind: z.enum(['read', 'edit', 'delete', 'move', 'search', 'execute', 'think', 'fetch', 'switch_mode', 'other']),
  name: z.string().optional(),
  input: z.record(z.string(), z.unknown()).default({}),
  /** Asks before it does it. */
  ask: z.boolean().default(false),
  /** The permission is asked before any `tool_call` was sent. */
  askFirst: z.boolean().default(false),
  /** The call begins with `{}` as its input, and gets the real one later. */
  lateInput: z.boolean().default(false),
  /** Never says how the call ended. */
  noEnd: z.boolean().default(false),
  fails: z.string().optional(),
  /** What it does in the working directory. */
  write: z.strictObject({ path: z.string(), content: z.string() }).optional(),
  read: z.string().optional(),
  list: z.boolean().optional(),
  /** What a terminal of its own prints, told only in `_meta`. */
  prints: z.array(z.string()).optional(),
  /** Between start and end of the call, milliseconds. */
  ms: z.number().default(0),
})
export type ToolStep = z.infer<typeof toolStep>

const step = z.union([
  z.strictObject({ say: z.string(), chunks: z.number().default(1), id: z.string().optional() }),
  z.strictObject({ think: z.string() }),
  z.strictObject({ plan: z.array(z.string()) }),
  z.strictObject({ tool: toolStep }),
  z.strictObject({ noise: z.string() }),
  /** Said after the prompt was answered. */
  z.strictObject({ late: z.string(), ms: z.number().default(20) }),
  z.strictObject({ image: z.string() }),
  z.strictObject({ ask: z.string(), schema: z.record(z.string(), z.unknown()) }),
  z.strictObject({ title: z.string() }),
  z.strictObject({ mode: z.string() }),
  z.strictObject({ commands: z.array(z.string()) }),
  /** Any update as it is. */
  z.strictObject({ update: z.looseObject({ sessionUpdate: z.string() }) }),
  z.strictObject({ usage: z.looseObject({}) }),
  z.strictObject({ quota: z.looseObject({}) }),
  z.strictObject({ request: z.string(), params: z.looseObject({}).default({}) }),
  z.strictObject({ error: z.strictObject({ code: z.number(), message: z.string(), data: z.unknown().optional() }) }),
  z.strictObject({ stop: z.enum(['end_turn', 'max_tokens', 'max_turn_requests', 'refusal', 'cancelled']) }),
  /** Waits until it is cancelled. `deaf` does not listen; `liar` says `end_turn` when it is. */
  z.strictObject({ hang: z.enum(['polite', 'liar', 'deaf']) }),
  z.strictObject({ sleep: z.number() }),
  /** Ends its own process, the first time in a working directory. */
  z.strictObject({ die: z.enum(['SIGKILL', 'exit']) }),
  /** Starts a process that leaves its group. */
  z.strictObject({ daemon: z.literal(true) }),
])
export type AgentStep = z.infer<typeof step>

/** The words with which a client asks for a call with another input than the one that was refused. */
const wanted = /so do that: (\{.*\})$/s

/**
 * What to do with an input: the script after `@agent`; or the call that was refused last, with the input that the client
 * wants instead; else to repeat all that was said (`text`).
 */
export const readScript = (text: string, input: string, refused: ToolStep | null): AgentStep[] => {
  const instead = wanted.exec(input)?.[1]
  if (refused && instead !== undefined) {
    const edited = z.looseObject({ path: z.string(), content: z.string() }).parse(JSON.parse(instead))
    return [{ tool: { ...refused, input: edited, write: { path: edited.path, content: edited.content } } }]
  }
  if (!input.startsWith('@agent ')) return [{ say: `You said: ${text}`, chunks: 1 }]
  return z.array(step).parse(JSON.parse(input.slice('@agent '.length)))
}
