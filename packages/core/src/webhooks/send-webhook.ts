import type { WebhookAnswer } from '@sojourn/contract/webhook'
import { type Clock, isoTime } from '../ports/clock.ts'
import type { WebhookReply, WebhookSender } from '../ports/webhook-sender.ts'
import type { WebhookRecord } from '../ports/webhook-store.ts'
import { signedHeaders } from './sign-webhook.ts'

/** An attempt that takes longer has failed, milliseconds. */
const attemptTimeoutMs = 15_000

export interface WebhookContent {
  /** Of the message: the same at every attempt. */
  id: string
  type: string
  /** When what it tells of happened. */
  timestamp: string
  data: unknown
}

export interface SentWebhook extends WebhookAnswer {
  retryAfterMs: number | undefined
}

const secretsOf = ({ secret, previousSecret, previousSecretUntil }: WebhookRecord, now: number): string[] => {
  const isStillUsed = previousSecret !== null && previousSecretUntil !== null && previousSecretUntil > isoTime(now)
  return isStillUsed ? [secret, previousSecret] : [secret]
}

/** Makes one attempt. Never throws; it is `abandoned` when the signal aborted. */
export const sendWebhook = async (
  { sender, clock }: { sender: WebhookSender; clock: Clock },
  { webhook, content }: { webhook: WebhookRecord; content: WebhookContent },
  signal: AbortSignal,
): Promise<SentWebhook | 'abandoned'> => {
  const startedAt = clock.now()
  const { id, type, timestamp, data } = content
  const body = JSON.stringify({ type, timestamp, data })
  const headers = signedHeaders({ id, timestamp: Math.floor(startedAt / 1_000), body }, secretsOf(webhook, startedAt))
  const timeout = new AbortController()
  const cancel = clock.schedule(attemptTimeoutMs, () =>
    timeout.abort(new Error(`No answer within ${attemptTimeoutMs / 1_000} s.`)),
  )
  try {
    const reply = await sender.send({ url: webhook.url, headers, body }, AbortSignal.any([signal, timeout.signal]))
    return { ...answerOf(reply), durationMs: clock.now() - startedAt, retryAfterMs: reply.retryAfterMs }
  } catch (error) {
    if (signal.aborted) return 'abandoned'
    const reason = timeout.signal.aborted ? timeout.signal.reason : error
    const words = reason instanceof Error ? reason.message : String(reason)
    const durationMs = clock.now() - startedAt
    return { ok: false, status: null, error: words.slice(0, 500), durationMs, retryAfterMs: undefined }
  } finally {
    cancel()
  }
}

const answerOf = ({ status }: WebhookReply): Pick<WebhookAnswer, 'ok' | 'status' | 'error'> =>
  status >= 200 && status < 300
    ? { ok: true, status, error: null }
    : { ok: false, status, error: `It answered with status ${status}.` }
