import type { RunInput } from '@sojourn/sdk'

/** An input in words; files by their names. */
export const inputWords = (input: RunInput): string =>
  'text' in input
    ? input.text
    : input.blocks.map((block) => (block.type === 'text' ? block.text : `[${block.name ?? block.mimeType}]`)).join(' ')
