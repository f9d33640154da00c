import type { BlockItem, TranscriptItem } from '@sojourn/contract/transcript'
import type { TranscriptRow } from '@/wire/transcript-rows.ts'

const textOf = (item: TranscriptItem): string => {
  switch (item.type) {
    case 'block':
      return `${item.title ?? ''}\n${item.text}`
    case 'tool': {
      const parts = [`${item.toolId}.${item.operation}`, item.title, JSON.stringify(item.toolInput), item.summary]
      return [...parts, item.output, item.error?.message].filter(Boolean).join('\n')
    }
    case 'question':
      return item.prompt
    default:
      return JSON.stringify(item.event.data)
  }
}

/** Texts in lower case, by item: an item never changes, so its text is made once. */
const texts = new WeakMap<TranscriptItem, string>()

const lowerText = (item: TranscriptItem): string => {
  const known = texts.get(item)
  if (known !== undefined) return known
  const text = textOf(item).toLowerCase()
  texts.set(item, text)
  return text
}

const contains = (needle: string) => (item: TranscriptItem | BlockItem) => lowerText(item).includes(needle)

/** Seqs of the rows that contain a text, in order; case does not matter. */
export const findMatches = (rows: readonly TranscriptRow[], text: string): number[] => {
  const needle = text.trim().toLowerCase()
  if (needle === '') return []
  const matches = contains(needle)
  return rows.flatMap((row) =>
    row.type === 'item' && (matches(row.item) || row.children.some(matches)) ? [row.item.seq] : [],
  )
}
