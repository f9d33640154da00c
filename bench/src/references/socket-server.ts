// The least that a fan-out over WebSocket does without sharing: bare ws, each event encoded once for each follower.
// Connections follow; POST /burst?count= sends.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurnOfLoop } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import { sampleEvent } from './sample-event.ts'

/** Unsent bytes of one follower beyond which the sender waits, so that memory stays bounded. */
const highWater = 256 * 1024

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })

const burst = async (count: number): Promise<void> => {
  for (let seq = 1; seq <= count; seq += 1) {
    const event = sampleEvent(seq)
    for (const follower of sockets.clients) follower.send(JSON.stringify(event))
    while ([...sockets.clients].some((follower) => follower.bufferedAmount > highWater)) await nextTurnOfLoop()
  }
}

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://reference')
  response.setHeader('content-length', '0')
  response.end()
  void burst(Number(searchParams.get('count')))
})

server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (follower) => follower.send('{"seq":0}'))
})

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`http://127.0.0.1:${port}\n`)
})
