// The least that a fan-out of server-sent events does: bare node:http, each frame encoded once and written once to each
// follower. GET /stream follows; POST /burst?count= writes at full speed, with &durable=true after each batch has been
// appended to bare SQLite; POST /paced?count=&delayMs= one by one. Argument: a directory for the database.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setImmediate as nextTurnOfLoop, setTimeout as pause } from 'node:timers/promises'
import { RawLog } from './raw-log.ts'
import { frameOf, sampleEvent } from './sample-event.ts'

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
  const frames = Array.from({ length: count }, (_, index) => Buffer.from(frameOf(sampleEvent(index + 1))))
  for (const [index, frame] of frames.entries()) {
    broadcast(frame)
    if (index % framesBetweenDrains === 0) await drained()
  }
}

const log = new RawLog(join(process.argv[2] ?? '.', 'reference.db'))

/** Events of one transaction: what an agent says in one turn of the event loop. */
const eventsOfBatch = 500

const durableBurst = async (count: number): Promise<void> => {
  const sessionId = randomUUID()
  for (let first = 1; first <= count; first += eventsOfBatch) {
    const events = Array.from({ length: eventsOfBatch }, (_, index) => sampleEvent(first + index, { sessionId }))
    log.append(events.map((event) => ({ ...event, data: JSON.stringify(event.data) })))
    for (const event of events) broadcast(Buffer.from(frameOf(event)))
    await drained()
    await nextTurnOfLoop()
  }
}

const paced = async (count: number, delayMs: number): Promise<void> => {
  for (let seq = 1; seq <= count; seq += 1) {
    await pause(delayMs)
    broadcast(Buffer.from(frameOf(sampleEvent(seq, { ts: new Date().toISOString() }))))
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
  if (pathname === '/paced') void paced(count, Number(searchParams.get('delayMs')))
  else void (searchParams.has('durable') ? durableBurst(count) : burst(count))
})

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`http://127.0.0.1:${port}\n`)
})
