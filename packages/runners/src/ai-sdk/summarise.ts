import { SojournError } from '@sojourn/contract/error'
import type { Transcript, TranscriptItem } from '@sojourn/contract/transcript'
import type { SummaryRequest } from '@sojourn/core/ports/runner'
import { generateText } from 'ai'
import type { AiSdkSettings } from './ai-sdk-settings.ts'
import { asText, boundedWords } from './loop/tool-output.ts'
import { isCounted, usageRecord } from './loop/usage-record.ts'
import { keptWords } from './mcp/mcp-result.ts'
import { modelError } from './model/model-error.ts'
import { openModel } from './model/open-model.ts'

/** Characters for each token, roughly; of the window half is for the talk, the rest for what it is asked and the answer. */
const charactersPerToken = 4
/** Without a known window, characters. */
const defaultLength = 200_000
/** Longest piece of one result, characters. */
const maxResult = 2_000
/** How often the talk is shortened when it is too long for the model. */
const maxShortenings = 3

const instructions = `You sum up the work of an agent so that it can go on from your summary alone. Keep what matters: what the
user wants, decisions and their reasons, names of files and what was changed in them, commands and their outcome, facts that were found,
what is still to be done, what was refused. Leave out greetings and what is obsolete. Write plain, short sentences or lists.
An earlier summary is part of what you sum up: nothing in it that still matters may get lost.`

const wordsOf = (item: TranscriptItem): string | null => {
  if (item.type === 'block') {
    if (item.kind === 'thinking' || item.text === '') return null
    return `${item.kind === 'user_message' ? 'User' : 'Agent'}: ${item.text}`
  }
  if (item.type === 'tool') {
    const came = item.status === 'completed' ? keptWords(item.result ?? '') : (item.error?.message ?? item.status)
    const asked = boundedWords(JSON.stringify(item.toolInput), maxResult)
    return `Tool ${item.toolId} ${item.operation} ${asked}\n→ ${boundedWords(came, maxResult)}`
  }
  return item.type === 'question' ? `Question: ${item.prompt}\n→ ${asText(item.answer)}` : null
}

/** The talk in words, at most `length` characters: of what is too long the middle is left out. */
const talkOf = ({ summary, items }: Transcript, length: number): string => {
  const earlier = summary ? [`Earlier summary:\n${summary.text}`] : []
  const talk = [...earlier, ...items.map(wordsOf).filter((words) => words !== null)].join('\n\n')
  if (talk.length <= length) return talk
  const half = Math.floor(length / 2)
  return `${talk.slice(0, half).toWellFormed()}\n\n[… left out …]\n\n${talk.slice(-half).toWellFormed()}`
}

export interface SummariseRequest extends Omit<SummaryRequest, 'settings'> {
  settings: AiSdkSettings
}

/** A summary by the agent's own model. Throws what the model throws, with the catalogue's codes. */
export const summarise = async ({ transcript, settings, signal, usage }: SummariseRequest): Promise<string> => {
  const { model, providerOptions, apiKey } = await openModel(settings)
  let length = settings.contextWindow === undefined ? defaultLength : (settings.contextWindow * charactersPerToken) / 2
  for (let shortenings = 0; ; shortenings += 1) {
    try {
      const prompt = `Sum up this talk:\n\n${talkOf(transcript, length)}`
      const said = await generateText({ model, providerOptions, instructions, prompt, abortSignal: signal })
      if (isCounted(said.usage)) await usage(usageRecord(settings.model, said.usage))
      return said.text
    } catch (thrown) {
      signal.throwIfAborted()
      const error = modelError(thrown, { apiKey, now: Date.now() })
      const isTooLong = error instanceof SojournError && error.code === 'MODEL_CONTEXT_TOO_LONG'
      if (!isTooLong || shortenings >= maxShortenings) throw error
      length /= 2
    }
  }
}
