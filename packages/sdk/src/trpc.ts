import type { AppRouter } from '@sojourn/server/router-types'
import {
  createTRPCClient,
  createWSClient,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
  type TRPCLink,
  wsLink,
} from '@trpc/client'
import { EventSource } from 'eventsource'

export type { AppRouter }

export interface TrpcClientOptions {
  /** Address of the server; a page that the server delivers passes its own origin. */
  url: string
  /** Left out in the browser, where the cookie says who calls. */
  token?: string | undefined
  /** Browsers take `websocket`: streams over HTTP/1.1 would use up the few connections that one origin gets. */
  subscriptions: 'sse' | 'websocket'
  /** Hears how the WebSocket is doing. */
  onConnection?: ((state: 'open' | 'closed') => void) | undefined
}

export interface TrpcConnection {
  client: TRPCClient<AppRouter>
  /** Closes the WebSocket, if there is one. */
  close(): Promise<void>
}

/**
 * The procedures typed by the server's own router, for code of this repository such as the console. Calls are not
 * batched: each can be aborted by itself, and a slow one (`runs.await`) holds up no other.
 */
export const createTrpcClient = ({ url, token, subscriptions, onConnection }: TrpcClientOptions): TrpcConnection => {
  const base = url.replace(/\/+$/, '')
  const endpoint = `${base}/trpc`
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const calls = httpLink<AppRouter>({ url: endpoint, headers: authorization })
  const connected = (streams: TRPCLink<AppRouter>, close: () => Promise<void>): TrpcConnection => ({
    client: createTRPCClient<AppRouter>({
      links: [splitLink({ condition: (operation) => operation.type === 'subscription', true: streams, false: calls })],
    }),
    close,
  })
  if (subscriptions === 'sse') {
    const fetchWithToken: typeof fetch = (input, init) =>
      fetch(input, { ...init, headers: { ...init?.headers, ...authorization } })
    const streams = httpSubscriptionLink<AppRouter, typeof EventSource>({
      url: endpoint,
      EventSource,
      eventSourceOptions: { fetch: fetchWithToken },
    })
    return connected(streams, () => Promise.resolve())
  }
  const socket = createWSClient({
    url: endpoint.replace(/^http/, 'ws'),
    // The first message carries the token: a URL would end up in logs.
    ...(token !== undefined && { connectionParams: { token } }),
    // A laptop that slept or changed networks holds a socket that is open in name only.
    keepAlive: { enabled: true, intervalMs: 10_000, pongTimeoutMs: 5_000 },
    // At once, then from half a second up to five: a person is watching.
    retryDelayMs: (attempt) => (attempt === 0 ? 0 : Math.min(500 * 2 ** (attempt - 1), 5_000)),
    onOpen: () => onConnection?.('open'),
    onClose: () => onConnection?.('closed'),
  })
  return connected(wsLink({ client: socket }), () => socket.close())
}
