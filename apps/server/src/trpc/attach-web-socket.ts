import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { SojournError } from '@sojourn/contract/error'
import type { Actor } from '@sojourn/core/runtime/agent-runtime'
import { getWSConnectionHandler } from '@trpc/server/adapters/ws'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { AccessControl } from '../access/access-control.ts'
import { logUnexpected } from '../logging/log-unexpected.ts'
import type { RequestContext } from '../request-context.ts'
import type { ServerParts } from '../server-parts.ts'
import { drained } from '../stream/drained.ts'
import { appRouter } from './router.ts'
import { webSocketEncoder } from './web-socket-encoder.ts'

/** How long a connection may stay open without saying who it is. */
const INTRODUCTION_MS = 10_000
/** Unsent bytes beyond which a connection's streams wait. */
const HIGH_WATER = 256 * 1024

/** A token in the first message wins over what the browser added by itself. */
const authenticate = (access: AccessControl, request: IncomingMessage, token: string | undefined): Actor => {
  const who = access.identify(request)
  const actor = token === undefined && who.kind === 'known' ? who.actor : access.actorOfToken(token)
  if (actor) return actor
  if (token === undefined && who.kind === 'foreign') throw new SojournError('FORBIDDEN', who.detail)
  throw new SojournError('UNAUTHORIZED', 'The connection needs a token as its first message, or the cookie of a log-in')
}

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/**
 * Adds tRPC over WebSocket at /trpc. Anybody may connect, and is sent away unless the handshake has a valid cookie or
 * header, or the first message a valid token. The answer ends all connections.
 */
export const attachWebSocket = (server: Server, { access, config, logger, runtime }: ServerParts): (() => void) => {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: config.maxInputBytes, perMessageDeflate: false })
  const introductions = new WeakMap<WebSocket, NodeJS.Timeout>()

  const createContext = (request: IncomingMessage, client: WebSocket, token: string | undefined): RequestContext => {
    const actor = authenticate(access, request, token)
    clearTimeout(introductions.get(client))
    const { socket } = request
    const free = Promise.resolve()
    return {
      runtime,
      actor,
      transport: 'websocket',
      requestId: randomUUID(),
      writable: () => (socket.writableLength > HIGH_WATER ? drained(socket) : free),
    }
  }

  const serve = getWSConnectionHandler({
    wss: sockets,
    router: appRouter,
    createContext: ({ req, res, info }) => createContext(req, res, info.connectionParams?.token),
    experimental_encoder: webSocketEncoder,
    keepAlive: { enabled: true, pingMs: 30_000, pongWaitMs: 10_000 },
    onError: ({ error, ctx }) => logUnexpected(error, ctx?.requestId ?? 'unknown', logger),
  })

  server.on('upgrade', (request, socket, head) => {
    const [path] = (request.url ?? '').split('?')
    if (path !== '/trpc') return refuse(socket, '404 Not Found')
    sockets.handleUpgrade(request, socket, head, (client) => {
      const timer = setTimeout(() => client.close(1008, 'no token'), INTRODUCTION_MS)
      introductions.set(client, timer)
      client.once('close', () => clearTimeout(timer))
      serve(client, request)
    })
  })
  return () => {
    for (const client of sockets.clients) client.close(1001, 'the server stops')
    sockets.close()
  }
}
