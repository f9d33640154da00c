import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { logInAgainAfter } from './login.ts'
import { isRetryable } from './problem.ts'
import { retryDelayMs } from './retry-delay.ts'

const maxRetries = 3

/** The feed keeps the cache current, so nothing goes stale by itself; refusals are not asked for again. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({ onError: logInAgainAfter }),
    mutationCache: new MutationCache({ onError: logInAgainAfter }),
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        retry: (failures, error) => failures < maxRetries && isRetryable(error),
        retryDelay: retryDelayMs,
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  })
