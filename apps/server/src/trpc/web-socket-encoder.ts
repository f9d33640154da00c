import { SojournError } from '@sojourn/contract/error'
import { parseJsonBody } from '../json/parse-json-body.ts'
import { EventBatch } from '../stream/event-batch.ts'
import { maxBatchSize } from './procedure.ts'

interface Tracked {
  id: string
  data: object
}

interface Message {
  id: unknown
  jsonrpc?: unknown
  result?: { type: string; data?: unknown }
}

const isTracked = (data: unknown): data is Tracked =>
  typeof data === 'object' && data !== null && 'id' in data && 'data' in data && typeof data.data === 'object'

/** A message that carries a batch of events, made around the batch's shared text. */
const encodeBatch = ({ id, jsonrpc, result }: Message): string | undefined => {
  const data = result?.data
  const batch = isTracked(data) ? EventBatch.ofPayload(data.data) : undefined
  if (!batch) return undefined
  const head = JSON.stringify({ id, jsonrpc }).slice(0, -1)
  return `${head},"result":{"type":"data","id":"${batch.lastSeq}","data":{"id":"${batch.lastSeq}","data":${batch.json}}}}`
}

/**
 * tRPC's messages as JSON. What hundreds of followers get at the same time is encoded once; what comes in is bounded in
 * depth and number before anything is made of it.
 */
export const webSocketEncoder = {
  encode: (message: unknown): string => encodeBatch(message as Message) ?? JSON.stringify(message),
  decode: (data: string | ArrayBuffer | Uint8Array): unknown => {
    if (typeof data !== 'string') throw new SojournError('VALIDATION_FAILED', 'Messages are JSON in text frames')
    const message = parseJsonBody(data)
    if (Array.isArray(message) && message.length > maxBatchSize) {
      throw new SojournError('VALIDATION_FAILED', `At most ${maxBatchSize} calls go into one message`)
    }
    return message
  },
}
