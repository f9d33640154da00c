import { createClient } from '@redis/client'

/** How long Redis may take to answer, milliseconds. */
const patienceMs = 3_000

/** Asks Redis whether it is there. Null when it answers, else why it does not. Never throws. */
export const checkRedis = async (url: string): Promise<string | null> => {
  const client = createClient({ url, socket: { connectTimeout: patienceMs, reconnectStrategy: false } })
  // Whatever goes wrong is what `connect` and `ping` throw, too.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.ping()
    return null
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error)
  } finally {
    if (client.isOpen) client.destroy()
  }
}
