import type { SessionEvent } from '@sojourn/contract/event'
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import type { AppRouter } from '../../src/router-types.ts'
import { readFrames } from './read-frames.ts'
import type { ServerProcess } from './server-process.ts'

/** Where a follower is connected to, and from where it wants to go on. */
export interface Connection {
  server: ServerProcess
  sessionId: string
  afterSeq: number
  /** Gets each event as it comes; `false` hangs up at once, in the middle of whatever else is on its way. */
  take: (event: SessionEvent) => boolean
}

/** Resolves when the follower has hung up. */
export type Connect = (connection: Connection) => Promise<void>

export const overServerSentEvents: Connect = async ({ server, sessionId, afterSeq, take }) => {
  const controller = new AbortController()
  const response = await fetch(`${server.url}/api/v1/sessions/${sessionId}/events/stream`, {
    headers: { authorization: `Bearer ${server.token}`, 'last-event-id': String(afterSeq) },
    signal: controller.signal,
  })
  for await (const { event, data } of readFrames(response)) {
    if (event !== 'synced' && !take(JSON.parse(data) as SessionEvent)) break
  }
  controller.abort()
}

export const overWebSocket: Connect = async ({ server, sessionId, afterSeq, take }) => {
  const client = createWSClient({
    url: `${server.url.replace('http', 'ws')}/trpc`,
    connectionParams: { token: server.token },
    retryDelayMs: () => 10,
  })
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client })] })
  await new Promise<void>((resolve, reject) => {
    let hasHungUp = false
    const subscription = trpc.events.follow.subscribe(
      { sessionId, after: afterSeq },
      {
        onData: (item) => {
          if (hasHungUp || !('data' in item)) return
          hasHungUp = !item.data.events.every(take)
          if (!hasHungUp) return
          subscription.unsubscribe()
          resolve()
        },
        onError: reject,
      },
    )
  })
  await client.close()
}
