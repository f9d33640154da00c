import type { ServerResponse } from 'node:http'
import { followEventsInput } from '@sojourn/contract/event-query'
import type { FollowFrame } from '@sojourn/core/events/follow-events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { actorOf } from '../access/require-access.ts'
import type { ServerParts } from '../server-parts.ts'
import { drained } from './drained.ts'
import { EventBatch } from './event-batch.ts'

const PING_MS = 15_000
const PING = Buffer.from(': ping\n\n')

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // Proxies such as nginx collect answers otherwise.
  'x-accel-buffering': 'no',
  // A stream has its connection for itself, so it needs no chunks to mark its end.
  connection: 'close',
}

const encode = (frame: FollowFrame): Buffer | undefined =>
  frame.kind === 'synced'
    ? Buffer.from(`event: synced\ndata: {"type":"synced","seq":${frame.seq}}\n\n`)
    : EventBatch.of(frame.events)?.frames

const positionOf = (header: string | readonly string[] | undefined): number | undefined =>
  typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined

/**
 * Sessions' logs as server-sent events, written by hand because this is the hot path: one write per batch, of bytes that
 * all followers share. A slow client is not written to until it has read, so it falls behind in its cursor and costs no
 * memory; whoever reconnects goes on with `Last-Event-ID`.
 */
export class EventStreams {
  readonly #parts: ServerParts
  readonly #open = new Set<ServerResponse>()
  #pings: NodeJS.Timeout | undefined

  constructor(parts: ServerParts) {
    this.#parts = parts
  }

  handler(readInput: (request: FastifyRequest) => unknown) {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const input = followEventsInput.parse(readInput(request))
      const after = positionOf(request.headers['last-event-id']) ?? input.after
      const controller = new AbortController()
      reply.raw.once('close', () => controller.abort())
      const following = { ...input, after, transport: 'sse' as const }
      const frames = this.#parts.runtime.events.follow(actorOf(request), following, controller.signal)
      // An unknown session is refused here, while a status can still be sent.
      const first = await frames.next()
      reply.hijack()
      await this.#serve(reply.raw, first, frames)
      return reply
    }
  }

  /** Ends all streams. */
  close(): void {
    clearInterval(this.#pings)
    for (const response of this.#open) response.end()
  }

  async #serve(
    response: ServerResponse,
    first: IteratorResult<FollowFrame, unknown>,
    frames: AsyncGenerator<FollowFrame>,
  ): Promise<void> {
    this.#begin(response)
    try {
      for (let next = first; !next.done && !response.destroyed; next = await frames.next()) {
        const bytes = encode(next.value)
        if (bytes && !response.write(bytes)) await drained(response)
      }
    } catch (error) {
      this.#parts.logger.error({ err: error }, 'an event stream broke off')
    } finally {
      await frames.return(undefined)
      this.#open.delete(response)
      response.end()
    }
  }

  #begin(response: ServerResponse): void {
    response.useChunkedEncodingByDefault = false
    response.writeHead(200, HEADERS)
    response.flushHeaders()
    this.#open.add(response)
    // One timer for all streams. A client that is behind hears from us anyway.
    this.#pings ??= setInterval(() => this.#ping(), PING_MS).unref()
  }

  #ping(): void {
    for (const response of this.#open) {
      if (!response.destroyed && !response.writableNeedDrain) response.write(PING)
    }
  }
}
