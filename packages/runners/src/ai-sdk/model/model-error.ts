import { type ErrorCode, SojournError } from '@sojourn/contract/error'
import {
  AISDKError,
  APICallError,
  LoadAPIKeyError,
  RetryError,
  StreamProviderError,
  UnsupportedFunctionalityError,
} from 'ai'

const maxMessage = 1000

const tooLong =
  /context[ _-]?(length|window|size)|maximum context|(prompt|input|request|message)s? (is |are )?too (long|large)|too many (input )?tokens|exceeds? .{0,40}(tokens|context)|input token count|request_too_large/i

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
])
const broken = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'])

/** The error and everything that caused it. */
const chainOf = (error: unknown): Error[] => {
  const chain: Error[] = []
  for (let at = error; at instanceof Error && !chain.includes(at); at = at.cause) chain.push(at)
  return chain
}

const codesOf = (error: unknown): string[] =>
  chainOf(error).flatMap((each) => ('code' in each && typeof each.code === 'string' ? [each.code] : []))

const codeOfStatus = (status: number, words: string): ErrorCode => {
  if ((status === 400 || status === 413 || status === 422) && tooLong.test(words)) return 'MODEL_CONTEXT_TOO_LONG'
  if (status === 401) return 'MODEL_UNAUTHORIZED'
  if (status === 403) return 'MODEL_FORBIDDEN'
  if (status === 404) return 'MODEL_NOT_FOUND'
  if (status === 408 || status === 504) return 'MODEL_SILENT'
  if (status === 413) return 'MODEL_CONTEXT_TOO_LONG'
  if (status === 429) return 'MODEL_RATE_LIMITED'
  if (status === 503 || status === 529) return 'MODEL_OVERLOADED'
  return status >= 500 ? 'MODEL_FAILED' : 'MODEL_REFUSED'
}

/** What providers call their errors when an answer that has begun goes wrong, where no status can say it. */
const codeOfType = (type: string): ErrorCode => {
  if (/overloaded|unavailable/i.test(type)) return 'MODEL_OVERLOADED'
  if (/rate_?limit|quota|exhausted/i.test(type)) return 'MODEL_RATE_LIMITED'
  if (/auth/i.test(type)) return 'MODEL_UNAUTHORIZED'
  if (/permission|denied/i.test(type)) return 'MODEL_FORBIDDEN'
  return /invalid/i.test(type) ? 'MODEL_REFUSED' : 'MODEL_FAILED'
}

const codeOfStream = ({ statusCode, type, code, message }: StreamProviderError): ErrorCode => {
  if (tooLong.test(`${code} ${message}`)) return 'MODEL_CONTEXT_TOO_LONG'
  return statusCode === undefined ? codeOfType(`${type} ${code}`) : codeOfStatus(statusCode, message)
}

const codeOf = (error: unknown): ErrorCode | null => {
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 400) {
    return codeOfStatus(error.statusCode, `${error.message} ${error.responseBody ?? ''}`)
  }
  if (StreamProviderError.isInstance(error)) return codeOfStream(error)
  const codes = codesOf(error)
  if (codes.some((code) => unreachable.has(code))) return 'MODEL_UNREACHABLE'
  if (codes.some((code) => broken.has(code))) return 'MODEL_DISCONNECTED'
  if (chainOf(error).some(({ message }) => message === 'terminated')) return 'MODEL_DISCONNECTED'
  if (LoadAPIKeyError.isInstance(error)) return 'AGENT_AUTH_REQUIRED'
  if (UnsupportedFunctionalityError.isInstance(error)) return 'MODEL_REFUSED'
  if (APICallError.isInstance(error)) return error.isRetryable ? 'MODEL_UNREACHABLE' : 'MODEL_FAILED'
  return AISDKError.isInstance(error) ? 'MODEL_FAILED' : null
}

/** How long the provider wants to be left alone, milliseconds: from `retry-after-ms`, or `retry-after` in seconds or as a date. */
const retryAfterOf = (error: unknown, now: number): number | undefined => {
  if (!APICallError.isInstance(error)) return undefined
  const { 'retry-after-ms': ms, 'retry-after': after } = error.responseHeaders ?? {}
  const asked = ms !== undefined ? Number(ms) : after === undefined ? Number.NaN : Number(after) * 1000
  if (Number.isFinite(asked)) return Math.max(0, Math.round(asked))
  const date = after === undefined ? Number.NaN : Date.parse(after)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

const wordsOf = (error: unknown): string => {
  const words = error instanceof Error ? error.message : String(error)
  return words.length > maxMessage ? `${words.slice(0, maxMessage).toWellFormed()}…` : words
}

export interface ModelErrorOptions {
  /** Never shown, although a provider may repeat it. */
  apiKey: string | undefined
  /** Milliseconds since the epoch. */
  now: number
}

/**
 * What went wrong with a model, with the catalogue's code: whether trying again can help, and from when on
 * (`meta.retryAfterMs`). What is no error of a provider or of the way to it comes back as it is.
 */
export const modelError = (thrown: unknown, { apiKey, now }: ModelErrorOptions): unknown => {
  const known = chainOf(thrown).find((error) => error instanceof SojournError)
  if (known) return known
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown
  const code = codeOf(error)
  if (code === null) return error
  const retryAfterMs = retryAfterOf(error, now)
  const words = wordsOf(error)
  const message = apiKey === undefined ? words : words.replaceAll(apiKey, '•••')
  return new SojournError(code, message, {
    cause: error,
    ...(retryAfterMs !== undefined && { meta: { retryAfterMs } }),
  })
}
