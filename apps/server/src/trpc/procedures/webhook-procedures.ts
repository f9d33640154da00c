import { pageOf } from '@sojourn/contract/page'
import {
  createWebhookInput,
  delivery,
  deliveryRef,
  listDeliveriesInput,
  removedWebhook,
  resentDeliveries,
  updateWebhookInput,
  webhook,
  webhookAnswer,
  webhookList,
  webhookRef,
  webhookWithCounts,
  webhookWithSecret,
} from '@sojourn/contract/webhook'
import { once } from '../once.ts'
import { procedure } from '../procedure.ts'

export const webhookProcedures = {
  create: procedure
    .meta({ summary: 'Send events to an address from now on; the answer has the key of the signatures' })
    .input(createWebhookInput)
    .output(webhookWithSecret)
    .mutation(once(({ ctx, input }) => ctx.runtime.webhooks.create(ctx.actor, input))),
  list: procedure
    .meta({ summary: 'List webhooks' })
    .output(webhookList)
    .query(({ ctx }) => ctx.runtime.webhooks.list(ctx.actor)),
  get: procedure
    .meta({ summary: 'Get a webhook' })
    .input(webhookRef)
    .output(webhookWithCounts)
    .query(({ ctx, input }) => ctx.runtime.webhooks.get(ctx.actor, input)),
  update: procedure
    .meta({ summary: 'Change, disable or enable a webhook' })
    .input(updateWebhookInput)
    .output(webhook)
    .mutation(once(({ ctx, input }) => ctx.runtime.webhooks.update(ctx.actor, input))),
  remove: procedure
    .meta({ summary: 'Remove a webhook and what waits for it' })
    .input(webhookRef)
    .output(removedWebhook)
    .mutation(once(({ ctx, input }) => ctx.runtime.webhooks.remove(ctx.actor, input))),
  rotateSecret: procedure
    .meta({ summary: 'Make a new key; the one before signs as well for a day' })
    .input(webhookRef)
    .output(webhookWithSecret)
    .mutation(once(({ ctx, input }) => ctx.runtime.webhooks.rotateSecret(ctx.actor, input))),
  test: procedure
    .meta({ summary: 'Send a test message now and say how it went' })
    .input(webhookRef)
    .output(webhookAnswer)
    .mutation(({ ctx, input, signal }) => ctx.runtime.webhooks.test(ctx.actor, input, signal)),
  deliveries: procedure
    .meta({ summary: 'List what was sent to a webhook, waits for it, or was given up' })
    .input(listDeliveriesInput)
    .output(pageOf(delivery))
    .query(({ ctx, input }) => ctx.runtime.webhooks.deliveries(ctx.actor, input)),
  resend: procedure
    .meta({ summary: 'Send one delivery again' })
    .input(deliveryRef)
    .output(delivery)
    .mutation(once(({ ctx, input }) => ctx.runtime.webhooks.resend(ctx.actor, input))),
  resendDead: procedure
    .meta({ summary: 'Send everything again that was given up' })
    .input(webhookRef)
    .output(resentDeliveries)
    .mutation(once(({ ctx, input }) => ctx.runtime.webhooks.resendDead(ctx.actor, input))),
}
