// The least that a durable server does: a Fastify route and raw INSERTs. Arguments: a directory for its database, or
// the URL of one in PostgreSQL after it.
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { RawLog } from './raw-log.ts'
import { RawPostgresqlLog } from './raw-postgresql-log.ts'

const [directory = '.', url] = process.argv.slice(2)
const log = url === undefined ? new RawLog(join(directory, 'reference.db')) : await RawPostgresqlLog.open(url)
const followers = new Set<ServerResponse>()
const sessionId = randomUUID()
let seq = 0

const store = async (type: string, body: unknown): Promise<object> => {
  seq += 1
  const event = { id: randomUUID(), sessionId, seq, ts: new Date().toISOString(), type, data: body }
  await log.append([{ ...event, data: JSON.stringify(body) }])
  const frame = `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`
  for (const follower of followers) follower.write(frame)
  return event
}

const app = fastify()

app.post('/sessions', async (request, reply) => reply.code(201).send(await store('session.created', request.body)))

app.post('/runs/execute', async (request) => {
  await store('run.queued', request.body)
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
