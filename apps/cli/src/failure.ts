import { SojournError } from '@sojourn/sdk'
import type { Exit } from './exit-codes.ts'
import type { Output } from './output/output.ts'
import { oneLine } from './output/plain-text.ts'
import { UsageError } from './usage-error.ts'

/** Says on standard error what went wrong and what to do, a line each, or as JSON; gives the way to exit. */
export const reportFailure = (output: Output, error: unknown, json = false): Exit => {
  const exit = error instanceof UsageError ? 'usage' : 'error'
  if (json) {
    output.note(JSON.stringify({ error: problemOf(error) }))
    return exit
  }
  output.note(`${output.styleNote('red', 'error')}: ${oneLine(error instanceof Error ? error.message : String(error))}`)
  if (error instanceof SojournError) {
    const issues = error.issues ?? []
    // A single one is in the message already.
    for (const { path, message } of issues.length > 1 ? issues : [])
      output.note(`  ${path || 'input'}: ${oneLine(message)}`)
    output.note(output.styleNote('dim', adviceOf(error)))
  }
  return exit
}

const problemOf = (error: unknown): object => {
  if (error instanceof SojournError) return { ...error.toProblem(), advice: adviceOf(error) }
  return { code: error instanceof UsageError ? 'USAGE' : 'INTERNAL', detail: String(error) }
}

/** What somebody at a terminal can do about it. */
export const adviceOf = (error: SojournError): string => {
  if (error.code === 'VALIDATION_FAILED') return 'Correct this and try again; nothing has happened.'
  if (error.code !== 'UNAUTHORIZED') return error.advice
  return 'Set SOJOURN_TOKEN or, for a server on this machine, SOJOURN_DATA to its data directory: its token is in the file `token` there.'
}
