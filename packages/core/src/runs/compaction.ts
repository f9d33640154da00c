import type { Transcript, TranscriptItem } from '@sojourn/contract/transcript'
import type { Runner } from '../ports/runner.ts'
import { draft } from '../session/event-draft.ts'
import type { AttemptContext } from './attempt-context.ts'
import { readTranscript } from './read-transcript.ts'

/** Longest extractive summary, characters. */
const maxSummary = 8_000
const maxLine = 400

/** A rough count that needs no tokenizer: four characters a token. */
const tokensOf = (text: string): number => Math.ceil(text.length / 4)

const lineOf = (item: TranscriptItem): string | null => {
  if (item.type === 'block') {
    if (item.kind === 'thinking' || item.text.trim() === '') return null
    const who = item.kind === 'user_message' ? 'User' : item.kind === 'assistant_text' ? 'Agent' : item.kind
    return `${who}: ${item.text.trim().replace(/\s+/g, ' ').slice(0, maxLine)}`
  }
  if (item.type === 'tool') {
    const outcome = item.status === 'completed' ? (item.summary ?? '') : item.status
    return `Tool ${item.toolId} ${item.operation}: ${outcome.replace(/\s+/g, ' ').slice(0, maxLine)}`
  }
  if (item.type === 'question') return `Question: ${item.prompt.slice(0, maxLine)} → ${JSON.stringify(item.answer)}`
  return null
}

/** A summary without a model: the earlier summary and one line an item, the newest kept when it gets too long. */
export const extractiveSummary = (transcript: Transcript): string => {
  const lines = transcript.items.map(lineOf).filter((line) => line !== null)
  const kept: string[] = []
  let size = transcript.summary?.text.length ?? 0
  for (const line of lines.reverse()) {
    size += line.length + 1
    if (size > maxSummary && kept.length > 0) break
    kept.unshift(line)
  }
  const earlier = transcript.summary?.text.slice(-maxSummary / 2)
  return [...(earlier ? [earlier] : []), ...kept].join('\n')
}

/**
 * [F3] Replaces the transcript so far by a summary for the model: the runner's own, else an extractive one. The log keeps
 * everything. Throws when the summary fails, and then nothing has changed.
 */
export const compact = async (
  context: AttemptContext,
  runner: Runner | undefined,
  mode: 'manual' | 'auto',
): Promise<void> => {
  const { session, services, agent, reporter, run, signal } = context
  const { record } = session.state
  const uptoSeq = record.lastSeq
  const transcript = await readTranscript(services.store, record)
  const request = { transcript, settings: agent.settings, signal }
  const summary = runner?.summarise ? await runner.summarise(request) : extractiveSummary(transcript)
  const tokensBefore = tokensOf(
    transcript.items.map((item) => lineOf(item) ?? '').join('\n') + (transcript.summary?.text ?? ''),
  )
  const data = { summary, uptoSeq, tokensBefore, tokensAfter: tokensOf(summary), mode }
  await reporter.send([draft('session.compacted', data, { runId: run.id })])
}
