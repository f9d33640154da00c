import { isJsonObject } from './is-json-object.ts'

/** What an agent adds to its errors: "Internal error" alone helps nobody. */
const detailsOf = (error: Error): string | null => {
  const data: unknown = 'data' in error ? error.data : null
  if (typeof data === 'string') return data
  if (!isJsonObject(data)) return null
  const { details, message } = data
  return [details, message].find((words) => typeof words === 'string') ?? null
}

/** What an error says, for people. */
export const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const details = detailsOf(error)
  return details === null || error.message.includes(details) ? error.message : `${error.message}: ${details}`
}
