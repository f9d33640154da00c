import type { ContentBlock, SessionUpdate } from '@agentclientprotocol/sdk'
import type { Attachment, BlockKind, EventOf, SessionEvent } from '@sojourn/sdk'

/** Where the bytes of a file are. */
export type ReadFile = (file: Attachment) => Promise<Uint8Array>

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
  readonly #read: ReadFile

  constructor(read: ReadFile) {
    this.#read = read
  }

  async of(event: SessionEvent): Promise<SessionUpdate[]> {
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

  async #completed({ data: { blockId, block } }: EventOf<'block.completed'>): Promise<SessionUpdate[]> {
    if (block.kind === 'user_message') {
      const files = await Promise.all((block.attachments ?? []).map((file) => attached(file, this.#read)))
      return userMessage(blockId, block.text, files)
    }
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

const userMessage = (messageId: string, text: string, files: readonly ContentBlock[]): SessionUpdate[] => {
  const contents: ContentBlock[] = [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...files]
  return contents.map((content) => ({ sessionUpdate: 'user_message_chunk', messageId, content }))
}

/** Of files that are no pictures, and of those that cannot be had, the name. */
const attached = async (file: Attachment, read: ReadFile): Promise<ContentBlock> => {
  const { name, mimeType } = file
  const data = mimeType.startsWith('image/') ? await read(file).catch(() => null) : null
  if (data === null) return { type: 'text', text: `[${name ?? mimeType}]` }
  return { type: 'image', mimeType, data: Buffer.from(data).toString('base64') }
}
