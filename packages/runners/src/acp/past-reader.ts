import type { AgentPast } from '@sojourn/core/ports/runner'
import type { AgentContent, ReceivedUpdate } from './agent-updates.ts'

type Message = AgentPast['messages'][number]

const textOf = (content: AgentContent): string => {
  if (content.type === 'text') return content.text
  return content.type === 'resource_link' ? content.uri : ''
}

/** Puts the past that an agent tells together: chunks to messages, calls to a line each. */
export class PastReader {
  readonly messages: Message[] = []
  #messageId: string | null = null
  readonly #tools = new Map<string, Message>()

  take({ read }: ReceivedUpdate): void {
    if (read?.kind === 'user_message_chunk') this.#takeText('user_message', read.data)
    else if (read?.kind === 'agent_message_chunk') this.#takeText('assistant_text', read.data)
    else if (read?.kind === 'agent_thought_chunk') this.#takeText('thinking', read.data)
    else if (read?.kind === 'tool_call' || read?.kind === 'tool_call_update') this.#takeTool(read.data)
  }

  #takeText(kind: Message['kind'], chunk: { content: AgentContent; messageId?: string | null | undefined }): void {
    const messageId = chunk.messageId ?? null
    const text = textOf(chunk.content)
    const last = this.messages.at(-1)
    const isSame = last?.kind === kind && (messageId === null || messageId === this.#messageId)
    this.#messageId = messageId
    if (last && isSame) last.text += text
    else if (text !== '') this.messages.push({ kind, text })
  }

  #takeTool({ toolCallId, title }: { toolCallId: string; title?: string | null | undefined }): void {
    const known = this.#tools.get(toolCallId)
    if (known && title) known.text = title
    if (known) return
    const line: Message = { kind: 'system', text: title || 'A tool call' }
    this.#tools.set(toolCallId, line)
    this.messages.push(line)
  }
}
