import { Readable, Writable } from 'node:stream'
import { ndJsonStream } from '@agentclientprotocol/sdk'
import { AcpAgent, type AcpOptions } from './acp-agent.ts'

/** Serves an editor on this process's standard input and output, until either ends or the signal aborts. */
export const serveAcp = async (options: AcpOptions, signal: AbortSignal): Promise<void> => {
  const served = new AcpAgent(options)
  const stream = ndJsonStream(
    Writable.toWeb(process.stdout),
    Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>,
  )
  const connection = served.app().connect(stream)
  const end = () => connection.close()
  signal.addEventListener('abort', end, { once: true })
  await connection.closed
  signal.removeEventListener('abort', end)
  served.close()
}
