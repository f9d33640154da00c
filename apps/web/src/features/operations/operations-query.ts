import { queryOptions } from '@tanstack/react-query'
import { getClient } from '@/wire/client.ts'
import { keys } from '@/wire/query-keys.ts'

/** Asked again every few seconds while somebody looks: the answer is cheap. */
export const operationsQuery = queryOptions({
  queryKey: keys.operations,
  queryFn: ({ signal }) => getClient().system.operations.query({ limit: 100 }, { signal }),
  refetchInterval: 3_000,
})
