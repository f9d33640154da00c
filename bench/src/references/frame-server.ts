// The least that a fan-out of server-sent events does: bare node:http, each frame encoded once and written once to each
// follower. GET /stream follows; POST /burst?count= writes at full speed; POST /paced?count=&delayMs= one by one.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { sampleFrame } from './sample-event.ts'

const followers = new Set<ServerResponse>()

const broadcast = (frame: Buffer): void => {
  for (const follower of followers) follower.write(frame)
}

/** Followers that are behind are waited for, so that memory stays bounded. */
const drained = async (): Promise<void> => {
  for (const follower of followers) if (follower.writableNeedDrain) await once(follower, 'drain')
}

const framesBetweenDrains = 16

const burst = async (count: number): Promise<void> => {
  const frames = Array.from({ length: count }, (_, index) => Buffer.from(sampleFrame(index + 1)))
  for (const [index, frame] of frames.entries()) {
    broadcast(frame)
    if (index % framesBetweenDrains === 0) await drained()
  }
}

const paced = async (count: number, delayMs: number): Promise<void> => {
  for (let seq = 1; seq <= count; seq += 1) {
    await pause(delayMs)
    broadcast(Buffer.from(sampleFrame(seq, new Date().toISOString())))
  }
}

const follow = (response: ServerResponse): void => {
  response.useChunkedEncodingByDefault = false
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' })
  response.write('event: synced\ndata: {}\n\n')
  followers.add(response)
  response.on('close', () => followers.delete(response))
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://reference')
  const count = Number(searchParams.get('count'))
  if (pathname === '/stream') return follow(response)
  response.setHeader('content-length', '0')
  response.end()
  void (pathname === '/burst' ? burst(count) : paced(count, Number(searchParams.get('delayMs'))))
})

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`http://127.0.0.1:${port}\n`)
})
