import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ContentBlock, PromptCapabilities } from '@agentclientprotocol/sdk/unstable'
import type { Attachment } from '@sojourn/contract/attachment'
import type { InputBlock, RunInput } from '@sojourn/contract/run'

export interface PromptOptions {
  can: PromptCapabilities | undefined
  /** Where files go that the agent takes no other way. */
  folder: string
  /** Where the bytes of a file are. */
  read: (file: Attachment) => Promise<Uint8Array>
}

/** Where files of inputs go that an agent takes no other way. */
export const attachmentFolder = ({ workspace, runId }: { workspace: string; runId: string }): string =>
  join(workspace, 'attachments', runId)

type FileBlock = Extract<InputBlock, { type: 'file' }>

const isText = (mimeType: string): boolean =>
  mimeType.startsWith('text/') || /^application\/(json|xml|yaml|toml|javascript)/.test(mimeType)

const safeName = (name: string | undefined, at: number): string =>
  `${at + 1}-${(name ?? 'attachment').replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(-100)}`

const fileContent = async (
  file: FileBlock,
  at: number,
  { can, folder, read }: PromptOptions,
): Promise<ContentBlock> => {
  const { mimeType } = file
  const bytes = Buffer.from(await read(file))
  if (mimeType.startsWith('image/') && can?.image) return { type: 'image', mimeType, data: bytes.toString('base64') }
  if (mimeType.startsWith('audio/') && can?.audio) return { type: 'audio', mimeType, data: bytes.toString('base64') }
  const name = safeName(file.name, at)
  const path = join(folder, name)
  const uri = pathToFileURL(path).href
  if (can?.embeddedContext && isText(mimeType)) {
    return { type: 'resource', resource: { uri, mimeType, text: bytes.toString('utf8') } }
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(path, bytes, { mode: 0o600 })
  return { type: 'resource_link', uri, name: file.name ?? name, mimeType, size: bytes.length }
}

/** An input as the agent takes it: what it cannot take directly is written down, and it gets the place. */
export const promptContent = (input: RunInput, options: PromptOptions): Promise<ContentBlock[]> => {
  const blocks: readonly InputBlock[] = 'text' in input ? [{ type: 'text', text: input.text }] : input.blocks
  return Promise.all(
    blocks.map((block, at): Promise<ContentBlock> | ContentBlock =>
      block.type === 'text' ? { type: 'text', text: block.text } : fileContent(block, at, options),
    ),
  )
}
