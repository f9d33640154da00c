import { type ErrorIssue, SojournError } from '@sojourn/contract/error'
import type { z } from 'zod'

const maxIssues = 20

export interface ParseOptions {
  /** What the value is, for the message: `The settings`, `Step 3 of the script`. */
  what: string
  /** Path of the value within what the caller sent; '' when it is the whole. */
  at: string
}

const pathOf = (at: string, path: readonly PropertyKey[]): string =>
  [...(at === '' ? [] : [at]), ...path.map(String)].join('.')

/** Parses `value`, or throws SojournError VALIDATION_FAILED that names every path that is wrong. */
export const parseOrRefuse = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  { what, at }: ParseOptions,
): z.infer<Schema> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues: ErrorIssue[] = parsed.error.issues
    .slice(0, maxIssues)
    .map((issue) => ({ path: pathOf(at, issue.path), message: issue.message }))
  const [first] = parsed.error.issues
  const where = pathOf('', first?.path ?? [])
  const more = parsed.error.issues.length > 1 ? ` (and ${parsed.error.issues.length - 1} more)` : ''
  const message = `${what} cannot be used: ${where === '' ? '' : `${where}: `}${first?.message}${more}`
  throw new SojournError('VALIDATION_FAILED', message, { issues })
}
