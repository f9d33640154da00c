import type { JsonValue } from '@sojourn/contract/json'
import type { ToolReport } from '@sojourn/core/ports/runner'
import type { ToolResultPart } from 'ai'
import type { AgentTool } from '../tools/agent-tool.ts'

/** Characters that the model reads of one result. */
export const maxToolWords = 30_000

export type ToolOutput = ToolResultPart['output']

export const errorOutput = (words: string): ToolOutput => ({ type: 'error-text', value: words })

/** The first part of long words, and how much is missing. */
export const boundedWords = (words: string, length: number): string =>
  words.length <= length
    ? words
    : `${words.slice(0, length).toWellFormed()}\n[${words.length - length} more characters were left out]`

export const asText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))

const editNotice = (asked: JsonValue, used: JsonValue): string =>
  JSON.stringify(asked) === JSON.stringify(used)
    ? ''
    : `[The person who allowed this call changed its input. It was executed with: ${boundedWords(JSON.stringify(used), 4_000)}]\n`

const refusal = (outcome: 'denied' | 'expired' | 'cancelled', said: string): string => {
  if (outcome === 'denied') {
    return `This call was refused and not executed. ${said} Do not make the same call again; go on without it or ask what to do instead.`
  }
  if (outcome === 'expired') {
    return 'This call was not executed: nobody answered in time whether it may. That is no refusal. Go on without it if you can, and say what is still to be allowed.'
  }
  return 'This call was not executed: the run ended before anybody answered.'
}

/** What the model is told of a call, `asked` being the input that it gave. */
export const toolOutput = (report: ToolReport, tool: AgentTool, asked: JsonValue): ToolOutput => {
  switch (report.status) {
    case 'completed': {
      const words = boundedWords(tool.words(report.result), maxToolWords)
      return { type: 'text', value: editNotice(asked, report.toolInput) + words }
    }
    case 'failed':
      return errorOutput(editNotice(asked, report.toolInput) + boundedWords(report.error.message, maxToolWords))
    case 'by_hand':
      return { type: 'text', value: 'A person confirmed that this call was executed. What came of it is not known.' }
    case 'denied': {
      const said = [report.error.message, report.message].filter((words) => words !== null).join(' ')
      return errorOutput(refusal(report.outcome, said))
    }
  }
}
