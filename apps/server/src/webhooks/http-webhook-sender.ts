import { once } from 'node:events'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { WebhookMessage, WebhookReply, WebhookSender } from '@sojourn/core/ports/webhook-sender'
import ipaddr from 'ipaddr.js'
import { isPublicAddress, lookUpPublicAddress } from './public-address.ts'

export interface HttpWebhookSenderOptions {
  /** `allow`: private addresses and plain http as well, for receivers on this machine or network. */
  privateAddresses: 'refuse' | 'allow'
  /** Of the server, for the header `user-agent`. */
  version: string
}

/** No receiver can ask to be left alone for longer, milliseconds. */
const longestRetryAfterMs = 24 * 3_600_000

/** `Retry-After` in either form: seconds, or a date. */
const retryAfterOf = ({ headers }: IncomingMessage): { retryAfterMs?: number } => {
  const text = headers['retry-after']
  if (text === undefined) return {}
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return Number.isNaN(ms) ? {} : { retryAfterMs: Math.min(Math.max(0, ms), longestRetryAfterMs) }
}

/** The host of an address without the brackets around IPv6. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

/**
 * Posts to webhooks over HTTP. Redirects are not followed, no proxy is asked, and of the answer only the head is read, so
 * that nobody can use it to look around in the server's network.
 */
export class HttpWebhookSender implements WebhookSender {
  readonly #options: HttpWebhookSenderOptions
  readonly #httpAgent = new HttpAgent({ keepAlive: false })
  readonly #httpsAgent = new HttpsAgent({ keepAlive: false })

  constructor(options: HttpWebhookSenderOptions) {
    this.#options = options
  }

  refusalOf(text: string): string | null {
    if (!URL.canParse(text)) return 'Write a whole address, as in https://example.com/sojourn'
    const url = new URL(text)
    if (url.username || url.password) return 'Leave user and password out; receivers check the signature'
    if (this.#options.privateAddresses === 'allow') {
      return url.protocol === 'https:' || url.protocol === 'http:' ? null : 'Use https or http'
    }
    if (url.protocol !== 'https:') return 'Use https, or start the server with SOJOURN_WEBHOOK_PRIVATE=allow'
    const host = hostOf(url)
    const isPrivate = ipaddr.isValid(host) ? !isPublicAddress(host) : /(^|\.)localhost\.?$/i.test(host)
    return isPrivate ? 'It is a private address; SOJOURN_WEBHOOK_PRIVATE=allow lets webhooks reach those' : null
  }

  async send({ url, headers, body }: WebhookMessage, signal: AbortSignal): Promise<WebhookReply> {
    // Also what was allowed when it was registered: the setting may be another one today.
    const refusal = this.refusalOf(url)
    if (refusal !== null) throw new Error(refusal)
    const isHttps = url.startsWith('https:')
    const request = (isHttps ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent: isHttps ? this.#httpsAgent : this.#httpAgent,
      headers: {
        ...headers,
        'content-length': Buffer.byteLength(body),
        'user-agent': `sojourn/${this.#options.version}`,
      },
      signal,
      ...(this.#options.privateAddresses === 'allow' ? {} : { lookup: lookUpPublicAddress }),
    })
    request.end(body)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    // Late errors of a connection that is given up interest nobody.
    request.on('error', () => {})
    request.destroy()
    return { status: response.statusCode ?? 0, ...retryAfterOf(response) }
  }
}
