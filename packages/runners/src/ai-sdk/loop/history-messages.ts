import type { BlockItem, QuestionItem, ToolItem, Transcript, TranscriptItem } from '@sojourn/contract/transcript'
import type { AssistantModelMessage, FilePart, ModelMessage, TextPart } from 'ai'
import { keptWords } from '../mcp/mcp-result.ts'
import type { AgentTool } from '../tools/agent-tool.ts'
import { filePart, type ReadFile } from './input-message.ts'
import { asText, boundedWords, errorOutput, type ToolOutput } from './tool-output.ts'

/** Characters of one result of an earlier run that the model reads again. */
const maxPastWords = 10_000

type AssistantPart = Exclude<AssistantModelMessage['content'], string>[number]

/** The talk so far, message by message. */
class Talk {
  readonly messages: ModelMessage[] = []

  user(text: string): void {
    this.messages.push({ role: 'user', content: [{ type: 'text', text }] })
  }

  assistant(part: AssistantPart): void {
    const last = this.messages.at(-1)
    if (last?.role === 'assistant' && typeof last.content !== 'string') last.content.push(part)
    else this.messages.push({ role: 'assistant', content: [part] })
  }
}

const keyOf = ({ toolId, operation }: Pick<ToolItem, 'toolId' | 'operation'>): string => `${toolId} ${operation}`

const outcomeOf = (item: ToolItem, tool: AgentTool | undefined): ToolOutput => {
  if (item.status === 'completed') {
    const words = tool ? tool.words(item.result) : keptWords(item.result)
    return { type: 'text', value: boundedWords(words, maxPastWords) }
  }
  if (item.status === 'failed') return errorOutput(item.error?.message ?? 'The call failed.')
  if (item.status === 'settled_by_hand' && item.happened === 'yes') {
    return { type: 'text', value: 'A person confirmed that this call was executed. What came of it is not known.' }
  }
  return errorOutput('This call was not executed to its end.')
}

const nameOf = ({ toolId, operation }: ToolItem): string =>
  `${toolId}_${operation}`.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64)

/** Ids are taken anew from ours: providers differ in what they allow. */
const addTool = (talk: Talk, item: ToolItem, tool: AgentTool | undefined): void => {
  const toolCallId = item.toolCallId.replace(/[^A-Za-z0-9_-]/g, '_').slice(-64)
  const toolName = tool?.name ?? nameOf(item)
  const { toolInput } = item
  const input = typeof toolInput === 'object' && !Array.isArray(toolInput) ? (toolInput ?? {}) : {}
  talk.assistant({ type: 'tool-call', toolCallId, toolName, input })
  const output = outcomeOf(item, tool)
  talk.messages.push({ role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output }] })
}

/** Half an answer is part of the talk only where nothing came after it: else the model said it again, whole. */
const isSuperseded = (item: BlockItem, items: readonly TranscriptItem[], at: number): boolean =>
  (item.interrupted || !item.done) &&
  items
    .slice(at + 1)
    .some(
      (later) =>
        later.runId === item.runId &&
        (later.type === 'tool' || (later.type === 'block' && later.kind === 'assistant_text')),
    )

interface SaidBlock {
  superseded: boolean
  files: readonly (TextPart | FilePart)[]
}

const addBlock = (talk: Talk, item: BlockItem, { superseded, files }: SaidBlock): void => {
  if (item.kind === 'user_message') {
    const text = item.text === '' ? [] : [{ type: 'text', text: item.text } as const]
    const content = [...text, ...files]
    if (content.length > 0) talk.messages.push({ role: 'user', content })
  } else if (item.kind === 'assistant_text' && item.text !== '' && !superseded) {
    talk.assistant({ type: 'text', text: item.interrupted ? `${item.text} [broken off]` : item.text })
  }
}

const addQuestion = (talk: Talk, { prompt, answer, outcome }: QuestionItem): void => {
  talk.assistant({ type: 'text', text: prompt })
  talk.user(outcome === 'answered' ? asText(answer) : '[The question was not answered.]')
}

export interface PastOptions {
  /** Run whose input begins what is not the past; the past is everything before it. */
  originRunId: string
  tools: Iterable<AgentTool>
  read: ReadFile
}

const itemsBefore = ({ items }: Transcript, originRunId: string): readonly TranscriptItem[] => {
  const input = items.findIndex(({ key }) => key === `block:${originRunId}.input`)
  return input === -1 ? items.filter(({ runId }) => runId !== originRunId) : items.slice(0, input)
}

/**
 * What was said before a run, as a model reads it: the last summary and everything after it. Thinking stays out; calls are
 * paired with what came of them, whoever made them.
 */
export const historyMessages = async (
  transcript: Transcript,
  { originRunId, tools, read }: PastOptions,
): Promise<ModelMessage[]> => {
  const known = new Map([...tools].map((tool) => [keyOf(tool), tool]))
  const talk = new Talk()
  if (transcript.summary) talk.user(`[Summary of what was said before]\n${transcript.summary.text}`)
  const items = itemsBefore(transcript, originRunId)
  for (const [at, item] of items.entries()) {
    if (item.type === 'question') addQuestion(talk, item)
    if (item.type === 'tool') addTool(talk, item, known.get(keyOf(item)))
    if (item.type !== 'block') continue
    // What the agent has shown itself is not told again.
    const files = item.kind === 'user_message' ? item.attachments : []
    const parts = await Promise.all(files.map((file) => filePart(file, read)))
    addBlock(talk, item, { superseded: isSuperseded(item, items, at), files: parts })
  }
  return talk.messages
}
