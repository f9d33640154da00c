import type { DeliveryStatus } from '@sojourn/contract/webhook'
import { queryOptions } from '@tanstack/react-query'
import { getClient } from '@/wire/client.ts'
import { keys } from '@/wire/query-keys.ts'

/** Deliveries go on while somebody looks. */
const refetchInterval = 5_000

export const webhooksQuery = queryOptions({
  queryKey: keys.webhooks,
  queryFn: ({ signal }) => getClient().webhooks.list.query(undefined, { signal }),
  refetchInterval,
})

export const deliveriesQuery = (webhookId: string, status: DeliveryStatus | 'all') =>
  queryOptions({
    queryKey: [...keys.deliveries(webhookId), status],
    queryFn: ({ signal }) =>
      getClient().webhooks.deliveries.query(
        { webhookId, limit: 50, ...(status === 'all' ? {} : { status }) },
        { signal },
      ),
    refetchInterval,
  })
