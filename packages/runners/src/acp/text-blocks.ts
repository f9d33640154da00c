import { type InlineAttachment, inlineAttachment } from '@sojourn/contract/attachment'
import type { BlockHandle, Turn } from '@sojourn/core/ports/runner'
import type { AgentContent } from './agent-updates.ts'

type Kind = 'assistant_text' | 'thinking'

interface Open {
  kind: Kind
  messageId: string | null
  handle: BlockHandle
  attachments: InlineAttachment[]
}

const fileOf = (content: AgentContent): InlineAttachment | null => {
  if (content.type === 'image' || content.type === 'audio') return { mimeType: content.mimeType, data: content.data }
  if (content.type === 'resource' && content.resource.blob) {
    const { blob, mimeType, uri } = content.resource
    const name = uri.split('/').at(-1)?.slice(0, 255)
    return { mimeType: mimeType ?? 'application/octet-stream', data: blob, ...(name ? { name } : {}) }
  }
  return null
}

/** What an agent sends may be too large, or nothing that can be read: then it is left out. */
const asAttachment = (content: AgentContent): InlineAttachment | null => {
  const file = fileOf(content)
  return file && inlineAttachment.safeParse(file).success ? file : null
}

const asText = (content: AgentContent): string => {
  if (content.type === 'text') return content.text
  if (content.type === 'resource_link') return `[${content.title ?? content.name ?? content.uri}](${content.uri})`
  if (content.type === 'resource') return content.resource.text ?? ''
  return ''
}

/** What an agent says and thinks, chunk by chunk, as blocks. Called from one queue. */
export class TextBlocks {
  readonly #turn: Turn
  #open: Open | null = null

  constructor(turn: Turn) {
    this.#turn = turn
  }

  /** A new message, another kind, or anything in between begins a new block; a missing id says nothing. */
  async add(kind: Kind, content: AgentContent, messageId: string | null): Promise<void> {
    const attachment = asAttachment(content)
    const text = asText(content)
    if (text === '' && attachment === null) return
    const isSame =
      this.#open?.kind === kind &&
      (messageId === null || this.#open.messageId === null || this.#open.messageId === messageId)
    if (!isSame) await this.close()
    this.#open ??= { kind, messageId, handle: await this.#turn.startBlock({ kind }), attachments: [] }
    this.#open.messageId ??= messageId
    if (attachment) this.#open.attachments.push(attachment)
    await this.#open.handle.delta(text)
  }

  async close(): Promise<void> {
    const open = this.#open
    this.#open = null
    await open?.handle.complete(undefined, open.attachments)
  }
}
