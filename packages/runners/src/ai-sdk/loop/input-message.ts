import type { Attachment } from '@sojourn/contract/block'
import type { InputBlock, RunInput } from '@sojourn/contract/run'
import type { FilePart, TextPart, UserModelMessage } from 'ai'

const isText = (mimeType: string): boolean =>
  mimeType.startsWith('text/') || /^application\/(json|xml|yaml|toml|javascript)\b/.test(mimeType)

/** A file as a model takes it: what is text as text, which every model reads; images and documents as they are. */
export const filePart = ({ name, mimeType, data }: Attachment): TextPart | FilePart => {
  if (isText(mimeType)) {
    const text = Buffer.from(data, 'base64').toString('utf8')
    return { type: 'text', text: `File ${name ?? '(no name)'} (${mimeType}):\n${text}` }
  }
  return { type: 'file', data, mediaType: mimeType, ...(name !== undefined && { filename: name }) }
}

const partOf = (block: InputBlock): TextPart | FilePart =>
  block.type === 'text' ? { type: 'text', text: block.text } : filePart(block)

/** The input of a run as the message of its user. */
export const inputMessage = (input: RunInput): UserModelMessage => ({
  role: 'user',
  content: 'text' in input ? [{ type: 'text', text: input.text }] : input.blocks.map(partOf),
})
