import { SojournError } from '@sojourn/contract/error'
import type { Transcript, TranscriptItem } from '@sojourn/contract/transcript'
import type { UsageRecord } from '@sojourn/contract/usage'
import type { Runner } from '../ports/runner.ts'
import { cutText } from '../session/cut-text.ts'
import { draft } from '../session/event-draft.ts'
import type { AttemptContext } from './attempt-context.ts'
import { readTranscript } from './read-transcript.ts'
import { recordUsage } from './record-usage.ts'

/** Longest extractive summary, characters. */
const maxSummary = 8_000
/** Longest line of it, characters. */
const maxLine = 400

/** A rough count that needs no tokenizer: four characters a token. */
const tokensOf = (text: string): number => Math.ceil(text.length / 4)

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ')

/** An item in words; null for what a summary has no use for. */
const wordsOf = (item: TranscriptItem): string | null => {
  if (item.type === 'block') {
    if (item.kind === 'thinking' || item.text.trim() === '') return null
    const who = item.kind === 'user_message' ? 'User' : item.kind === 'assistant_text' ? 'Agent' : item.kind
    return `${who}: ${oneLine(item.text)}`
  }
  if (item.type === 'tool') {
    const outcome = item.status === 'completed' ? (item.summary ?? '') : item.status
    return `Tool ${item.toolId} ${item.operation}: ${oneLine(outcome)}`
  }
  if (item.type === 'question') return `Question: ${oneLine(item.prompt)} → ${JSON.stringify(item.answer)}`
  return null
}

const linesOf = (transcript: Transcript): string[] => transcript.items.map(wordsOf).filter((words) => words !== null)

/** The end of a text: whole lines when it has several, and no half character. */
const endOf = (text: string, length: number): string => {
  if (text.length <= length) return text
  const end = text.slice(text.length - length)
  const firstWhole = end.indexOf('\n') + 1
  return firstWhole > 0 ? end.slice(firstWhole) : end.replace(/^[\udc00-\udfff]/, '')
}

/**
 * A summary without a model: the earlier summary and one line an item. When it gets too long the oldest of both goes,
 * and neither takes more than half from the other.
 */
export const extractiveSummary = (transcript: Transcript): string => {
  const earlier = transcript.summary?.text ?? ''
  const room = Math.max(maxSummary / 2, maxSummary - earlier.length) - 1
  const kept: string[] = []
  let size = 0
  for (const words of linesOf(transcript).reverse()) {
    const line = cutText(words, maxLine)
    if (size + line.length + 1 > room) break
    size += line.length + 1
    kept.unshift(line)
  }
  const folded = endOf(earlier, maxSummary - size)
  return [...(folded === '' ? [] : [folded]), ...kept].join('\n')
}

/**
 * [F3] Replaces the transcript so far by a summary for the model: the runner's own, else an extractive one. The log keeps
 * everything. Writes nothing, and answers false, when nothing has been said since the last summary. Throws when the
 * summary fails, and then nothing has changed.
 */
export const compact = async (
  context: AttemptContext,
  runner: Runner | undefined,
  { mode, uptoSeq = context.session.state.record.lastSeq }: { mode: 'manual' | 'auto'; uptoSeq?: number },
): Promise<boolean> => {
  const { session, services, agent, reporter, run, signal } = context
  const { record } = session.state
  const transcript = await readTranscript(services.store, record, uptoSeq)
  const lines = linesOf(transcript)
  if (lines.length === 0) return false
  const usage = (record: UsageRecord) => recordUsage(context, { ...record, purpose: 'summary' })
  const request = { transcript, settings: agent.settings, signal, usage }
  const summary = runner?.summarise ? await runner.summarise(request) : extractiveSummary(transcript)
  if (summary.trim() === '') throw new SojournError('RUNNER_FAILED', 'The summary is empty, so nothing was compacted.')
  const tokensBefore = tokensOf([transcript.summary?.text ?? '', ...lines].join('\n'))
  const data = { summary, uptoSeq, tokensBefore, tokensAfter: tokensOf(summary), mode }
  await reporter.send([draft('session.compacted', data, { runId: run.id })])
  return true
}
