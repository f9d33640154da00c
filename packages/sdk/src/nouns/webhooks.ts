import type { Page } from '@sojourn/contract/page'
import type {
  CreateWebhookInput,
  Delivery,
  DeliveryRef,
  ListDeliveriesInput,
  RemovedWebhook,
  ResentDeliveries,
  UpdateWebhookInput,
  Webhook,
  WebhookAnswer,
  WebhookRef,
  WebhookWithCounts,
  WebhookWithSecret,
} from '@sojourn/contract/webhook'
import type { CallOptions, Method } from './call.ts'

export interface WebhooksApi {
  /** The answer has the key of the signatures; keep it, no other answer does. */
  create: Method<CreateWebhookInput, WebhookWithSecret>
  list: (input?: undefined, options?: CallOptions) => Promise<{ items: WebhookWithCounts[] }>
  get: Method<WebhookRef, WebhookWithCounts>
  update: Method<UpdateWebhookInput, Webhook>
  remove: Method<WebhookRef, RemovedWebhook>
  /** The key before signs as well for a day. */
  rotateSecret: Method<WebhookRef, WebhookWithSecret>
  /** Sends a `webhook.test` message now. */
  test: Method<WebhookRef, WebhookAnswer>
  deliveries: Method<ListDeliveriesInput, Page<Delivery>>
  resend: Method<DeliveryRef, Delivery>
  /** Sends everything again that was given up. */
  resendDead: Method<WebhookRef, ResentDeliveries>
}

export const webhookKinds = {
  create: 'mutation',
  list: 'query',
  get: 'query',
  update: 'mutation',
  remove: 'mutation',
  rotateSecret: 'mutation',
  test: 'mutation',
  deliveries: 'query',
  resend: 'mutation',
  resendDead: 'mutation',
} as const satisfies Record<keyof WebhooksApi, string>
