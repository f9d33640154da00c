import { SojournError } from '@sojourn/sdk'
import type { Exit } from './exit-codes.ts'
import type { Output } from './output/output.ts'
import { oneLine } from './output/plain-text.ts'
import { UsageError } from './usage-error.ts'

/** Says what went wrong and what to do, a line each, and gives the way to exit. */
export const reportFailure = (output: Output, error: unknown): Exit => {
  const label = output.styleNote('red', 'error')
  if (error instanceof UsageError) {
    output.note(`${label}: ${error.message}`)
    return 'usage'
  }
  if (error instanceof SojournError) {
    output.note(`${label}: ${oneLine(error.message)}`)
    for (const { path, message } of error.issues ?? []) output.note(`  ${path || 'input'}: ${oneLine(message)}`)
    output.note(`${output.styleNote('dim', adviceOf(error))}`)
    return 'error'
  }
  output.note(`${label}: ${oneLine(error instanceof Error ? error.message : String(error))}`)
  return 'error'
}

const adviceOf = (error: SojournError): string => {
  if (error.code !== 'UNAUTHORIZED') return error.advice
  return 'Set SOJOURN_TOKEN, or SOJOURN_DATA to the data directory of the server: its token is in the file `token` there.'
}
