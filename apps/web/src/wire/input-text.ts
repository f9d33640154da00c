import type { RunInput } from '@sojourn/contract/run'

/** The text of an input, attachments left out. */
export const inputTextOf = (input: RunInput): string =>
  'text' in input
    ? input.text
    : input.blocks.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n')

/** The input with another text, and the files that it had. */
export const withText = (input: RunInput, text: string): RunInput => {
  const files = 'text' in input ? [] : input.blocks.filter((block) => block.type === 'file')
  return files.length === 0 ? { text } : { blocks: [{ type: 'text', text }, ...files] }
}

/** Files that came with an input. */
export const attachmentCount = (input: RunInput): number =>
  'text' in input ? 0 : input.blocks.filter((block) => block.type === 'file').length
