import { z } from 'zod'
import { type EventType, eventTypes } from './event.ts'
import { agentId, deliveryId, eventId, seq, sessionId, timestamp, webhookId } from './ids.ts'
import { pageRequest } from './page.ts'

/** What streams while it is made; it is whole in a later event, and no webhook gets it. */
const streamedTypes: readonly EventType[] = ['block.delta', 'tool.progressed']

/** Types of events that a webhook can get. */
export const webhookEventTypes: readonly EventType[] = eventTypes.filter((type) => !streamedTypes.includes(type))

/** `run.completed`, `run.*` or `*`. */
const pattern = z
  .string()
  .max(64)
  .refine((text) => webhookEventTypes.some((type) => matchesPattern(text, type)), {
    message: 'A type of event, as in run.completed, all of a noun, as in run.*, or *; streamed types are not sent',
  })

const matchesPattern = (text: string, type: string): boolean =>
  text === '*' || text === type || (text.endsWith('.*') && type.startsWith(text.slice(0, -1)))

/** Whether a webhook with these patterns gets events of the type. */
export const wantsType = (patterns: readonly string[], type: EventType): boolean =>
  webhookEventTypes.includes(type) && patterns.some((text) => matchesPattern(text, type))

const types = z.array(pattern).min(1).max(50)
const url = z.string().min(1).max(2_000)
const description = z.string().max(500)

export const maxWebhooks = 100

/** Where committed events are sent, signed as Standard Webhooks says. */
export const webhook = z.object({
  id: webhookId,
  url: z.string(),
  description: z.string().nullable(),
  types: z.array(z.string()),
  /** Only events of this session; of every session with null. */
  sessionId: sessionId.nullable(),
  /** Only events of this agent's sessions; of every agent's with null. */
  agentId: agentId.nullable(),
  /** A disabled one gets nothing new, and what waits for it stays where it is. */
  enabled: z.boolean(),
  /** Why it was disabled without being asked to; else null. */
  disabledReason: z.string().nullable(),
  createdBy: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
})
export type Webhook = z.infer<typeof webhook>

/** A webhook with how its deliveries stand. */
export const webhookWithCounts = webhook.extend({
  deliveries: z.object({
    /** Waiting for their first or next attempt. */
    pending: z.int(),
    delivered: z.int(),
    /** Given up; they can be sent again. */
    dead: z.int(),
  }),
})
export type WebhookWithCounts = z.infer<typeof webhookWithCounts>
export const webhookList = z.object({ items: z.array(webhookWithCounts) })

/** The only answers that hold the secret. */
export const webhookWithSecret = webhook.extend({
  /** Key of the signatures: `whsec_` and 32 bytes in base64. */
  secret: z.string(),
})
export type WebhookWithSecret = z.infer<typeof webhookWithSecret>

export const createWebhookInput = z.object({
  url,
  /** Types of events, `run.*` for all of a noun, `*` for all; default `*`. */
  types: types.optional(),
  sessionId: sessionId.optional(),
  agentId: agentId.optional(),
  description: description.optional(),
})
export type CreateWebhookInput = z.infer<typeof createWebhookInput>

export const updateWebhookInput = z.object({
  webhookId,
  url: url.optional(),
  types: types.optional(),
  description: description.nullable().optional(),
  enabled: z.boolean().optional(),
})
export type UpdateWebhookInput = z.infer<typeof updateWebhookInput>

export const webhookRef = z.object({ webhookId })
export type WebhookRef = z.infer<typeof webhookRef>
export const removedWebhook = z.object({ id: webhookId, removed: z.literal(true) })
export type RemovedWebhook = z.infer<typeof removedWebhook>

/** How an attempt to send ended. */
export const webhookAnswer = z.object({
  ok: z.boolean(),
  /** HTTP status of the answer; null when there was none. */
  status: z.int().nullable(),
  /** What went wrong, in words; null when it went well. */
  error: z.string().nullable(),
  durationMs: z.number(),
})
export type WebhookAnswer = z.infer<typeof webhookAnswer>

export const deliveryStatus = z.enum(['pending', 'delivered', 'dead'])
export type DeliveryStatus = z.infer<typeof deliveryStatus>

/** One event on its way to one webhook. */
export const delivery = z.object({
  /** Header `webhook-id` of every attempt: receivers tell repetitions by it. */
  id: deliveryId,
  webhookId,
  sessionId,
  eventId,
  eventType: z.string(),
  seq,
  status: deliveryStatus,
  attempts: z.int(),
  /** Null when it is not pending. */
  nextAttemptAt: timestamp.nullable(),
  /** When it is given up. */
  retryUntil: timestamp,
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  createdAt: timestamp,
  finishedAt: timestamp.nullable(),
})
export type Delivery = z.infer<typeof delivery>

export const listDeliveriesInput = pageRequest.extend({ webhookId, status: deliveryStatus.optional() })
export type ListDeliveriesInput = z.infer<typeof listDeliveriesInput>

export const deliveryRef = z.object({ deliveryId })
export type DeliveryRef = z.infer<typeof deliveryRef>

/** Dead letters that were put back on their way. */
export const resentDeliveries = z.object({ resent: z.int() })
export type ResentDeliveries = z.infer<typeof resentDeliveries>
