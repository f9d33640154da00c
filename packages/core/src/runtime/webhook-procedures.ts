import { SojournError } from '@sojourn/contract/error'
import { defaultPageLimit } from '@sojourn/contract/page'
import { type CreateWebhookInput, maxWebhooks, type Webhook, type WebhookWithSecret } from '@sojourn/contract/webhook'
import { isoTime } from '../ports/clock.ts'
import type { WebhookSender } from '../ports/webhook-sender.ts'
import type { DeliveryCount, DeliveryRecord, WebhookRecord } from '../ports/webhook-store.ts'
import { sendWebhook } from '../webhooks/send-webhook.ts'
import { newWebhookSecret } from '../webhooks/sign-webhook.ts'
import { retryForMs } from '../webhooks/webhook-bridge.ts'
import type { WebhookService } from '../webhooks/webhook-service.ts'
import type { Actor, AgentRuntime } from './agent-runtime.ts'
import { agentOf } from './create-session.ts'
import { newId } from './repeated-call.ts'
import { openSession, type RuntimeContext, withoutProject } from './runtime-context.ts'

/** How long the secret before a rotation signs as well, milliseconds. */
const bothSecretsMs = 24 * 3_600_000

const publicWebhook = (webhook: WebhookRecord): Webhook => {
  const { projectId, secret, previousSecret, previousSecretUntil, ...rest } = webhook
  return rest
}

const invalid = (path: string, message: string) =>
  new SojournError('VALIDATION_FAILED', `${path}: ${message}`, { issues: [{ path, message }] })

const webhookOf = (webhooks: WebhookService, actor: Actor, webhookId: string): WebhookRecord => {
  const webhook = webhooks.get(actor.projectId, webhookId)
  if (!webhook) throw new SojournError('WEBHOOK_NOT_FOUND', `There is no webhook ${webhookId}.`)
  return webhook
}

const senderOf = ({ sender }: WebhookService): WebhookSender => {
  if (!sender) throw invalid('url', 'This host was started without a way to send webhooks')
  return sender
}

const checkUrl = (webhooks: WebhookService, url: string): void => {
  const refusal = senderOf(webhooks).refusalOf(url)
  if (refusal !== null) throw invalid('url', refusal)
}

const countsOf = (counts: readonly DeliveryCount[], id: string) => {
  const of = (status: DeliveryCount['status']): number =>
    counts.find((count) => count.webhookId === id && count.status === status)?.count ?? 0
  return { pending: of('pending'), delivered: of('delivered'), dead: of('dead') }
}

type Procedures = AgentRuntime['webhooks']

/** What every procedure here needs. */
interface Services {
  context: RuntimeContext
  webhooks: WebhookService
}

const nowOf = ({ context }: Services): string => isoTime(context.clock.now())

const create = async (services: Services, actor: Actor, input: CreateWebhookInput): Promise<WebhookWithSecret> => {
  const { context, webhooks } = services
  const { url, types = ['*'], sessionId, agentId, description } = input
  checkUrl(webhooks, url)
  const id = newId(context, actor)
  const made = actor.once?.again ? webhooks.get(actor.projectId, id) : undefined
  if (made) return { ...publicWebhook(made), secret: made.secret }
  if (webhooks.list(actor.projectId).length >= maxWebhooks) {
    throw invalid('url', `There are ${maxWebhooks} webhooks already; remove one first`)
  }
  if (sessionId !== undefined) await openSession(context, actor, sessionId)
  if (agentId !== undefined) await agentOf(context, actor, agentId)
  const now = nowOf(services)
  const webhook: WebhookRecord = {
    id,
    projectId: actor.projectId,
    url,
    description: description ?? null,
    types,
    sessionId: sessionId ?? null,
    agentId: agentId ?? null,
    enabled: true,
    disabledReason: null,
    createdBy: actor.by,
    createdAt: now,
    updatedAt: now,
    secret: newWebhookSecret(),
    previousSecret: null,
    previousSecretUntil: null,
  }
  await webhooks.put(webhook)
  return { ...publicWebhook(webhook), secret: webhook.secret }
}

const registrations = (
  services: Services,
): Pick<Procedures, 'create' | 'list' | 'get' | 'update' | 'remove' | 'rotateSecret'> => {
  const { context, webhooks } = services
  return {
    create: (actor, input) => create(services, actor, input),
    list: async ({ projectId }) => {
      const counts = await context.store.countDeliveries({ projectId })
      const items = webhooks.list(projectId)
      return {
        items: items.map((webhook) => ({ ...publicWebhook(webhook), deliveries: countsOf(counts, webhook.id) })),
      }
    },
    get: async (actor, { webhookId }) => {
      const webhook = webhookOf(webhooks, actor, webhookId)
      const counts = await context.store.countDeliveries({ projectId: actor.projectId })
      return { ...publicWebhook(webhook), deliveries: countsOf(counts, webhookId) }
    },
    update: async (actor, { webhookId, url, types, description, enabled }) => {
      const webhook = webhookOf(webhooks, actor, webhookId)
      if (url !== undefined) checkUrl(webhooks, url)
      const next: WebhookRecord = {
        ...webhook,
        url: url ?? webhook.url,
        types: types ?? webhook.types,
        description: description === undefined ? webhook.description : description,
        enabled: enabled ?? webhook.enabled,
        disabledReason: enabled === undefined ? webhook.disabledReason : null,
        updatedAt: nowOf(services),
      }
      await webhooks.put(next)
      return publicWebhook(next)
    },
    remove: async (actor, { webhookId }) => {
      const removed = { id: webhookId, removed: true } as const
      if (actor.once?.again && !webhooks.get(actor.projectId, webhookId)) return removed
      await webhooks.remove(webhookOf(webhooks, actor, webhookId))
      return removed
    },
    rotateSecret: async (actor, { webhookId }) => {
      const webhook = webhookOf(webhooks, actor, webhookId)
      const next: WebhookRecord = {
        ...webhook,
        secret: newWebhookSecret(),
        previousSecret: webhook.secret,
        previousSecretUntil: isoTime(context.clock.now() + bothSecretsMs),
        updatedAt: nowOf(services),
      }
      await webhooks.put(next)
      return { ...publicWebhook(next), secret: next.secret }
    },
  }
}

const sendings = (services: Services): Pick<Procedures, 'test' | 'deliveries' | 'resend' | 'resendDead'> => {
  const { context, webhooks } = services
  const { store, clock } = context
  const fromNowOn = () => ({ now: nowOf(services), retryUntil: isoTime(clock.now() + retryForMs) })
  return {
    test: async (actor, { webhookId }, signal = new AbortController().signal) => {
      const webhook = webhookOf(webhooks, actor, webhookId)
      const id = `msg_${context.ids.next()}`
      const data = { webhookId, by: actor.by }
      const content = { id, type: 'webhook.test', timestamp: nowOf(services), data }
      const sent = await sendWebhook({ sender: senderOf(webhooks), clock }, { webhook, content }, signal)
      if (sent === 'abandoned') throw new SojournError('SHUTTING_DOWN', 'The test was given up.')
      const { retryAfterMs, ...answer } = sent
      return answer
    },
    deliveries: async (actor, { webhookId, status, cursor, limit }) => {
      webhookOf(webhooks, actor, webhookId)
      const page = await store.listDeliveries({
        projectId: actor.projectId,
        webhookId,
        limit: limit ?? defaultPageLimit,
        ...(status ? { status } : {}),
        ...(cursor ? { cursor } : {}),
      })
      return { items: page.items.map(withoutProject), nextCursor: page.nextCursor }
    },
    resend: async (actor, { deliveryId }) => {
      const delivery = await store.getDelivery({ projectId: actor.projectId, id: deliveryId })
      if (!delivery) throw new SojournError('DELIVERY_NOT_FOUND', `There is no delivery ${deliveryId}.`)
      const { now: nextAttemptAt, retryUntil } = fromNowOn()
      const again = { status: 'pending', attempts: 0, nextAttemptAt, retryUntil, finishedAt: null } as const
      const next: DeliveryRecord = { ...delivery, ...again }
      await store.updateDelivery(next)
      webhooks.hurry(delivery.webhookId)
      return withoutProject(next)
    },
    resendDead: async (actor, { webhookId }) => {
      webhookOf(webhooks, actor, webhookId)
      const resent = await store.reviveDeliveries({ projectId: actor.projectId, webhookId, ...fromNowOn() })
      webhooks.hurry(webhookId)
      return { resent }
    },
  }
}

export const webhookProcedures = (context: RuntimeContext, webhooks: WebhookService): Procedures => ({
  ...registrations({ context, webhooks }),
  ...sendings({ context, webhooks }),
})
