import type { AppRouter } from '@sojourn/sdk/trpc'
import type { TRPCClient, TRPCWebSocketClient } from '@trpc/client'
import { createTRPCClient, createWSClient, httpLink, splitLink, wsLink } from '@trpc/client'
import { noteServerTime } from '@/format/server-clock.ts'
import { retryDelayMs } from './retry-delay.ts'

export type SojournClient = TRPCClient<AppRouter>

export interface Wire {
  /** Calls over HTTP, subscriptions over the one WebSocket. */
  client: SojournClient
  socket: TRPCWebSocketClient
}

/** First retry at once, then from half a second up to five: a person is watching. */
const reconnectDelayMs = (attempt: number): number => (attempt === 0 ? 0 : retryDelayMs(attempt - 1))

const connect = (): Wire => {
  const { protocol, host } = window.location
  const socket = createWSClient({
    url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/trpc`,
    retryDelayMs: reconnectDelayMs,
    // A laptop that slept or changed networks holds a socket that is open in name only.
    keepAlive: { enabled: true, intervalMs: 10_000, pongTimeoutMs: 5_000 },
  })
  const client = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: wsLink({ client: socket }),
        false: httpLink({
          url: '/trpc',
          fetch: async (input, init) => {
            const response = await fetch(input, init as RequestInit)
            noteServerTime(response.headers.get('date'))
            return response
          },
        }),
      }),
    ],
  })
  return { client, socket }
}

let wire: Wire | null = null

/** The connection of this tab, made at its first use. Browser only. */
export const getWire = (): Wire => {
  wire ??= connect()
  return wire
}

export const getClient = (): SojournClient => getWire().client
