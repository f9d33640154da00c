import type { Attachment } from '@sojourn/contract/attachment'
import type { InputBlock, RunInput } from '@sojourn/contract/run'
import type { FilePart, TextPart, UserModelMessage } from 'ai'

/** Where the bytes of a file are. */
export type ReadFile = (file: Attachment) => Promise<Uint8Array>

const isText = (mimeType: string): boolean =>
  mimeType.startsWith('text/') || /^application\/(json|xml|yaml|toml|javascript)\b/.test(mimeType)

/** A file as a model takes it: what is text as text, which every model reads; images and documents as they are. */
export const filePart = async (file: Attachment, read: ReadFile): Promise<TextPart | FilePart> => {
  const { name, mimeType } = file
  const data = await read(file)
  if (isText(mimeType)) {
    const text = new TextDecoder().decode(data)
    return { type: 'text', text: `File ${name ?? '(no name)'} (${mimeType}):\n${text}` }
  }
  return { type: 'file', data, mediaType: mimeType, ...(name !== undefined && { filename: name }) }
}

const partOf = async (block: InputBlock, read: ReadFile): Promise<TextPart | FilePart> =>
  block.type === 'text' ? { type: 'text', text: block.text } : filePart(block, read)

/** The input of a run as the message of its user. */
export const inputMessage = async (input: RunInput, read: ReadFile): Promise<UserModelMessage> => ({
  role: 'user',
  content:
    'text' in input
      ? [{ type: 'text', text: input.text }]
      : await Promise.all(input.blocks.map((block) => partOf(block, read))),
})
