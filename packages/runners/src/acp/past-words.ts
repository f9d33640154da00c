import type { Transcript, TranscriptItem } from '@sojourn/contract/transcript'

/** Of a long past the newest part is told, characters. */
const maxPast = 60_000
const maxItem = 4_000

const cut = (text: string): string => (text.length > maxItem ? `${text.slice(0, maxItem).toWellFormed()} […]` : text)

const statusWords = (item: Extract<TranscriptItem, { type: 'tool' }>): string => {
  switch (item.status) {
    case 'completed':
      return `done${item.summary ? `: ${item.summary}` : ''}`
    case 'settled_by_hand':
      return item.happened === 'yes' ? 'done, as a person confirmed' : 'did not happen, as a person confirmed'
    case 'failed':
      return `failed: ${item.error?.message ?? 'no reason given'}`
    default:
      return 'not finished'
  }
}

const lineOf = (item: TranscriptItem): string | null => {
  if (item.type === 'tool') {
    const input = JSON.stringify(item.toolInput)
    return `[tool] ${item.title ?? `${item.toolId} ${item.operation}`} ${cut(input)} — ${cut(statusWords(item))}`
  }
  if (item.type === 'question') return `[question] ${item.prompt} — ${JSON.stringify(item.answer)}`
  if (item.type !== 'block' || item.kind === 'thinking' || item.text === '') return null
  return `[${item.kind === 'user_message' ? 'user' : 'assistant'}] ${cut(item.text)}`
}

const told = (items: readonly TranscriptItem[]): string => {
  const lines: string[] = []
  let room = maxPast
  for (const item of items.toReversed()) {
    const line = lineOf(item)
    if (line === null) continue
    room -= line.length
    if (room < 0) {
      lines.push('[… what came before is left out]')
      break
    }
    lines.push(line)
  }
  return lines.toReversed().join('\n')
}

/** Everything that was said before the run `runIds`, for an agent whose own session begins anew; null when nothing was. */
export const pastWords = ({ items, summary }: Transcript, runIds: ReadonlySet<string>): string | null => {
  const before = items.filter((item) => item.runId === null || !runIds.has(item.runId))
  const words = [...(summary ? [`[summary] ${summary.text}`] : []), told(before)].filter((part) => part !== '')
  if (words.length === 0) return null
  return `This session began earlier. What was said and done so far:\n\n${words.join('\n')}\n\nGo on from there.`
}

/** What this run has done already, for an agent that is to go on with it; null when it has done nothing. */
export const continuationWords = ({ items }: Transcript, runIds: ReadonlySet<string>): string | null => {
  const done = items.filter(
    (item) => item.runId !== null && runIds.has(item.runId) && !(item.type === 'block' && item.kind === 'user_message'),
  )
  const words = told(done)
  if (words === '') return null
  return (
    'The work on the request below was broken off. Go on where it stopped, and do not repeat what is done. ' +
    `So far:\n\n${words}\n\nThe request:`
  )
}
