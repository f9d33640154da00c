import type { ContentBlock, SessionUpdate } from '@agentclientprotocol/sdk'
import type { Attachment, BlockKind, EventOf, SessionEvent } from '@sojourn/sdk'

/** As what an editor shows each kind of text. */
const chunks = {
  assistant_text: 'agent_message_chunk',
  thinking: 'agent_thought_chunk',
  system: 'agent_thought_chunk',
  subagent: 'agent_thought_chunk',
  error: 'agent_message_chunk',
} as const

const isText = (kind: BlockKind): kind is keyof typeof chunks => Object.hasOwn(chunks, kind)

/** What was said, as chunks: deltas as they come, of each block only what has not been told yet. */
export class TextUpdates {
  /** Characters of each open block that have been told. */
  readonly #told = new Map<string, number>()
  readonly #kinds = new Map<string, BlockKind>()

  of(event: SessionEvent): SessionUpdate[] {
    switch (event.type) {
      case 'block.started':
        this.#kinds.set(event.data.blockId, event.data.kind)
        return []
      case 'block.delta':
        return this.#piece(event.data.blockId, event.data.delta)
      case 'block.completed':
        return this.#completed(event)
      default:
        return []
    }
  }

  #completed({ data: { blockId, block } }: EventOf<'block.completed'>): SessionUpdate[] {
    if (block.kind === 'user_message') return userMessage(blockId, block.text, block.attachments ?? [])
    if (block.kind === 'tool_use' || block.kind === 'tool_result') return []
    this.#kinds.set(blockId, block.kind)
    const updates = this.#piece(blockId, block.text.slice(this.#told.get(blockId) ?? 0))
    this.#told.delete(blockId)
    this.#kinds.delete(blockId)
    return updates
  }

  #piece(blockId: string, text: string): SessionUpdate[] {
    const kind = this.#kinds.get(blockId)
    if (text === '' || kind === undefined || !isText(kind)) return []
    this.#told.set(blockId, (this.#told.get(blockId) ?? 0) + text.length)
    return [{ sessionUpdate: chunks[kind], messageId: blockId, content: { type: 'text', text } }]
  }
}

const userMessage = (messageId: string, text: string, attachments: readonly Attachment[]): SessionUpdate[] => {
  const contents: ContentBlock[] = [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...attachments.map(attached),
  ]
  return contents.map((content) => ({ sessionUpdate: 'user_message_chunk', messageId, content }))
}

const attached = ({ name, mimeType, data }: Attachment): ContentBlock =>
  mimeType.startsWith('image/') ? { type: 'image', mimeType, data } : { type: 'text', text: `[${name ?? mimeType}]` }
