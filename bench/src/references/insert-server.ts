// The least that a durable server does: a Fastify route and raw INSERTs. Argument: a directory for its database.
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { RawLog } from './raw-log.ts'

const log = new RawLog(join(process.argv[2] ?? '.', 'reference.db'))
const followers = new Set<ServerResponse>()
const sessionId = randomUUID()
let seq = 0

const store = (type: string, body: unknown): object => {
  seq += 1
  const event = { id: randomUUID(), sessionId, seq, ts: new Date().toISOString(), type, data: body }
  log.append([{ ...event, data: JSON.stringify(body) }])
  const frame = `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`
  for (const follower of followers) follower.write(frame)
  return event
}

const app = fastify()

app.post('/sessions', async (request, reply) => reply.code(201).send(store('session.created', request.body)))

app.post('/runs/execute', async (request) => {
  store('run.queued', request.body)
  return store('run.completed', {})
})

app.get('/stream', (request, reply) => {
  reply.hijack()
  const { raw } = reply
  raw.useChunkedEncodingByDefault = false
  raw.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' })
  raw.write('event: synced\ndata: {}\n\n')
  followers.add(raw)
  request.raw.on('close', () => followers.delete(raw))
})

process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
