import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Route = (request: IncomingMessage, response: ServerResponse) => void

/** A real HTTP server that answers the requests one after the other as a test says; the last answer repeats. */
export const scriptedServer = async (routes: readonly Route[]) => {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    routes[Math.min(requests.length, routes.length) - 1]?.(request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

export const eventAt = (seq: number) => ({
  id: `e${seq}`,
  sessionId: 's',
  seq,
  ts: '2026-01-01T00:00:00.000Z',
  type: 'log',
  v: 1,
  source: 'runner',
  data: { level: 'info', message: `line ${seq}` },
})

const frame = (seq: number) => `id: ${seq}\nevent: log\ndata: ${JSON.stringify(eventAt(seq))}\n\n`

/** A stream with these events that then breaks off, ends, or stays open. */
export const streamOf =
  (seqs: readonly number[], then: 'break' | 'end' | 'stay', synced?: number): Route =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    const rest =
      synced === undefined ? '' : `event: synced\ndata: ${JSON.stringify({ type: 'synced', seq: synced })}\n\n`
    response.write(`: hello\n\n${seqs.map(frame).join('')}${rest}`, () => {
      if (then === 'break') response.destroy()
      if (then === 'end') response.end()
    })
  }

export const result =
  (data: unknown): Route =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ result: { data } }))
  }

export const refusal =
  (status: number, body: unknown): Route =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }

export const hangUp: Route = (request) => {
  request.socket.destroy()
}

/** An address at which nothing listens. */
export const deadUrl = async (): Promise<string> => {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}
