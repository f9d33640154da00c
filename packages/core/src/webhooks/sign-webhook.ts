import { createHmac, randomBytes } from 'node:crypto'

const prefix = 'whsec_'

/** A new key for signatures. */
export const newWebhookSecret = (): string => prefix + randomBytes(32).toString('base64')

export interface SignedContent {
  id: string
  /** Seconds since the epoch. */
  timestamp: number
  body: string
}

/** The headers of Standard Webhooks 1.0.0 (standardwebhooks.com); each secret adds a signature. */
export const signedHeaders = (
  { id, timestamp, body }: SignedContent,
  secrets: readonly string[],
): Record<string, string> => {
  const signature = (secret: string): string => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  }
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map(signature).join(' '),
  }
}
