import type { RunInput } from './run.ts'

/** The text of an input, attachments left out. */
export const inputText = (input: RunInput): string =>
  'text' in input ? input.text : input.blocks.flatMap((item) => (item.type === 'text' ? [item.text] : [])).join('\n\n')
