import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import type { AnyMessage, Stream } from '@agentclientprotocol/sdk/unstable'

/** A longer line is not kept: no message of the protocol is that long, and memory is bounded, characters. */
const maxLine = 32_000_000

export interface LineStreamOptions {
  child: ChildProcessWithoutNullStreams
  /** Every `session/update` as it came: the SDK would drop what it does not know. Reading goes on when it resolves. */
  onUpdate: (params: unknown) => Promise<void>
  /** A line that is no message. */
  onNoise: (line: string) => void
  /** Any message was read. */
  onLife: () => void
}

type Message = Record<string, unknown>

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parse = (line: string): Message | null => {
  try {
    const value: unknown = JSON.parse(line)
    return isMessage(value) ? value : null
  } catch {
    return null
  }
}

/** Cuts what is read into lines; one that is too long is left out. */
async function* lines(readable: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  let isTooLong = false
  for await (const chunk of readable) {
    const [first = '', ...more] = chunk.split('\n')
    rest = isTooLong ? '' : rest + first
    isTooLong ||= rest.length > maxLine
    for (const next of more) {
      if (!isTooLong) yield rest
      isTooLong = false
      rest = next
    }
  }
  if (!isTooLong && rest !== '') yield rest
}

/**
 * The wire to an agent's process: JSON-RPC, a message a line. Whatever else it prints is noise, not an error, and
 * `session/update` goes its own way; everything else is the SDK's.
 */
export const openLineStream = ({ child, onUpdate, onNoise, onLife }: LineStreamOptions): Stream => {
  const asked = new Set<unknown>()
  /** Answers with the message when it is one for the SDK. */
  const take = async (line: string): Promise<Message | null> => {
    const message = parse(line)
    if (message === null) {
      onNoise(line)
      return null
    }
    onLife()
    if (message.method === 'session/update' && !('id' in message)) {
      await onUpdate(message.params)
      return null
    }
    // An answer to nothing would only be complained about.
    return 'method' in message || asked.delete(message.id) ? message : null
  }
  const readable = new ReadableStream<AnyMessage>({
    start: async (controller) => {
      child.stdout.setEncoding('utf8')
      try {
        for await (const line of lines(child.stdout)) {
          const message = line.trim() === '' ? null : await take(line)
          if (message) controller.enqueue(message as AnyMessage)
        }
        controller.close()
      } catch (error) {
        controller.error(error)
      }
    },
  })
  const writable = new WritableStream<AnyMessage>({
    write: (message) =>
      new Promise((resolve, reject) => {
        if ('method' in message && 'id' in message) asked.add(message.id)
        child.stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()))
      }),
  })
  return { readable, writable }
}
