import type { ContentBlock } from '@agentclientprotocol/sdk'
import type { InputBlock, RunInput } from '@sojourn/sdk'

/** What somebody typed and attached in the editor, as input of a run. */
export const promptInput = (prompt: readonly ContentBlock[]): RunInput => {
  const blocks = prompt.map(inputBlock)
  const texts = blocks.flatMap((block) => (block.type === 'text' ? [block.text] : []))
  return texts.length === blocks.length ? { text: texts.join('\n\n') } : { blocks }
}

const inputBlock = (content: ContentBlock): InputBlock => {
  switch (content.type) {
    case 'text':
      return { type: 'text', text: content.text }
    case 'image':
    case 'audio':
      return { type: 'file', mimeType: content.mimeType, data: content.data }
    case 'resource_link':
      return { type: 'text', text: `[${content.name}](${content.uri})` }
    case 'resource': {
      const { resource } = content
      if ('text' in resource) return { type: 'text', text: `${resource.uri}:\n\n${resource.text}` }
      const name = resource.uri.split('/').at(-1)
      const mimeType = resource.mimeType ?? 'application/octet-stream'
      return { type: 'file', mimeType, data: resource.blob, ...(name && { name }) }
    }
  }
}
