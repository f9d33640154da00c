'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { say, sayError } from '@/components/ui/toast.tsx'
import { plural } from '@/format/number.ts'
import { getClient } from '@/wire/client.ts'
import { keys } from '@/wire/query-keys.ts'

/** What can be done with a webhook that exists. */
export const useWebhookActions = (webhookId: string, onRemoved: () => void) => {
  const queries = useQueryClient()
  const refreshList = () => queries.invalidateQueries({ queryKey: keys.webhooks })
  const refresh = () =>
    Promise.all([refreshList(), queries.invalidateQueries({ queryKey: keys.deliveries(webhookId) })])
  const options = { onError: sayError, onSettled: refresh }
  const enable = useMutation({
    mutationFn: (enabled: boolean) => getClient().webhooks.update.mutate({ webhookId, enabled }),
    ...options,
  })
  const test = useMutation({
    mutationFn: () => getClient().webhooks.test.mutate({ webhookId }),
    onSuccess: ({ ok, status, error }) =>
      say(ok ? `It answered with ${status}` : 'It did not arrive', error ?? undefined),
    ...options,
  })
  const rotate = useMutation({ mutationFn: () => getClient().webhooks.rotateSecret.mutate({ webhookId }), ...options })
  const remove = useMutation({
    mutationFn: () => getClient().webhooks.remove.mutate({ webhookId }),
    onError: sayError,
    onSuccess: onRemoved,
    onSettled: refreshList,
  })
  const resend = useMutation({
    mutationFn: (deliveryId: string) => getClient().webhooks.resend.mutate({ deliveryId }),
    ...options,
  })
  const resendDead = useMutation({
    mutationFn: () => getClient().webhooks.resendDead.mutate({ webhookId }),
    onSuccess: ({ resent }) => say(`Sending ${plural(resent, 'dead letter')} again`),
    ...options,
  })
  return { enable, test, rotate, remove, resend, resendDead }
}

export type WebhookActions = ReturnType<typeof useWebhookActions>
