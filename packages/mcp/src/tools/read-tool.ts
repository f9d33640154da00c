import type { SessionEvent } from '@sojourn/contract/event'
import { seq, sessionId } from '@sojourn/contract/ids'
import { inputText } from '@sojourn/contract/input-text'
import { z } from 'zod'
import { bounded, type Tool } from '../tool.ts'

const readInput = z.object({
  sessionId,
  after: seq.optional().describe('Read on after this seq (nextAfter of the page before); 0 is the beginning'),
  before: z.int().min(1).optional().describe('Read back from this seq (nextBefore of the page before)'),
  limit: z.int().min(1).max(500).default(100).describe('Events to look through'),
})

const entry = z.object({
  seq: z.number(),
  at: z.string(),
  runId: z.string().nullable(),
  type: z.string().describe('The type of the event'),
  text: z.string(),
})
type Entry = z.infer<typeof entry>

const readOutput = z.object({
  sessionId: z.string(),
  entries: z.array(entry),
  nextAfter: z.number().describe('Pass as after to see what comes next'),
  nextBefore: z.number().nullable().describe('Pass as before to see what was earlier; null at the beginning'),
  hasMore: z.boolean().describe('There is more in the direction that was read'),
})

/** Characters of one entry, and of all of one page. */
const maxEntry = 4_000
const maxPage = 20_000

export const read: Tool<typeof readInput, typeof readOutput> = {
  name: 'read',
  title: 'Read a session',
  description:
    'Reads what was said and done in a session: inputs, answers, tool calls, requests, how runs ended. Without after or before: the newest part. To follow a session, pass nextAfter of the answer as after.',
  input: readInput,
  output: readOutput,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run({ port, signal }, { sessionId, after, before, limit }) {
    const backwards = after === undefined
    const position = backwards ? { before: before ?? Number.MAX_SAFE_INTEGER } : { after }
    const query = { sessionId, limit, types: shownTypes, brief: true, ...position }
    const page = await port.events(query, { signal })
    const found = page.events.map(shown)
    const entries = backwards ? fitting(found.toReversed()).toReversed() : fitting(found)
    const isCut = entries.length < found.length
    const first = entries[0]?.seq
    const last = entries.at(-1)?.seq
    const data = {
      sessionId,
      entries,
      nextAfter: isCut && !backwards ? (last ?? page.nextAfter) : page.nextAfter,
      nextBefore: (backwards && !page.hasMore && !isCut) || first === undefined ? null : first,
      hasMore: page.hasMore || isCut,
    }
    return { data, text: pageText(data, backwards) }
  },
}

/** As many as fit on a page, at least one. */
const fitting = (entries: readonly Entry[]): Entry[] => {
  let left = maxPage
  return entries.filter((item, at) => {
    left -= item.text.length + 100
    return left > 0 || at === 0
  })
}

type Describe = { [Type in SessionEvent['type']]?: (data: Extract<SessionEvent, { type: Type }>['data']) => string }

const json = (value: unknown): string => JSON.stringify(value) ?? ''

const described: Describe = {
  'run.queued': ({ input }) => `User: ${inputText(input)}`,
  'block.completed': ({ block }) => {
    if (block.kind === 'tool_use' || block.kind === 'tool_result' || block.kind === 'user_message') return ''
    return `${block.kind === 'assistant_text' ? 'Agent' : block.kind}: ${block.text}`
  },
  'plan.updated': ({ steps }) =>
    `Plan: ${steps.map(({ title, status }) => `${title} (${status ?? 'pending'})`).join('; ')}`,
  'tool.called': ({ toolCallId, toolId, operation, toolInput }) =>
    `Tool call ${toolCallId}: ${toolId}.${operation} ${json(toolInput)}`,
  'tool.completed': ({ toolCallId, summary }) => `Tool call ${toolCallId} completed: ${summary}`,
  'tool.failed': ({ toolCallId, error }) => `Tool call ${toolCallId} failed: ${error.message}`,
  'tool.in_doubt': ({ toolCallId, reason }) => `Tool call ${toolCallId} is in doubt: ${reason}`,
  'permission.requested': ({ permissionId, toolId, operation }) =>
    `Permission ${permissionId} requested for ${toolId}.${operation}`,
  'permission.resolved': ({ permissionId, outcome, by, message }) =>
    `Permission ${permissionId} ${outcome} by ${by}${message ? `: ${message}` : ''}`,
  'question.asked': ({ questionId, prompt }) => `Question ${questionId}: ${prompt}`,
  'question.answered': ({ questionId, outcome, answer }) => `Question ${questionId} ${outcome}: ${json(answer)}`,
  'run.started': ({ attempt }) => `Run started, attempt ${attempt}`,
  'run.requeued': ({ reason }) => `Run interrupted (${reason}); it is tried again`,
  'run.completed': ({ doneReason }) => `Run completed (${doneReason})`,
  'run.failed': ({ error }) => `Run failed: ${error.message}`,
  'run.cancelled': ({ by }) => `Run cancelled by ${by}`,
  'run.timed_out': ({ timeoutMs }) => `Run timed out after ${timeoutMs} ms`,
  'session.compacted': ({ summary }) => `Compacted: ${summary}`,
  error: ({ message }) => `Error: ${message}`,
}

const shownTypes = Object.keys(described)

const shown = (event: SessionEvent): Entry => {
  const describe = described[event.type] as ((data: unknown) => string) | undefined
  const text = bounded(describe?.(event.data) ?? event.type, maxEntry)
  return { seq: event.seq, at: event.ts, runId: event.runId ?? null, type: event.type, text }
}

const pageText = (
  { entries, hasMore, nextAfter, nextBefore }: z.infer<typeof readOutput>,
  backwards: boolean,
): string => {
  const lines = entries.filter(({ text }) => text !== '').map(({ seq, text }) => `[${seq}] ${text}`)
  const more = hasMore && backwards ? [`There is more before: before ${nextBefore}`] : []
  const next = hasMore && !backwards ? 'There is more' : 'What comes next'
  return [...(lines.length > 0 ? lines : ['Nothing new.']), ...more, `${next}: after ${nextAfter}`].join('\n')
}
