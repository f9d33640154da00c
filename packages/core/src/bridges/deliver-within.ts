import type { BridgeBatch, BridgeSubscriber } from '../ports/bridge-subscriber.ts'
import type { Clock } from '../ports/clock.ts'

interface Delivery {
  bridge: BridgeSubscriber
  clock: Clock
  /** Ends the delivery before its time. */
  signal: AbortSignal
  timeoutMs: number
}

/** Delivers a batch. Rejects when the bridge does, takes too long, or the signal aborts: a bridge that hangs is left alone. */
export const deliverWithin = async (
  { bridge, clock, signal, timeoutMs }: Delivery,
  batch: BridgeBatch,
): Promise<void> => {
  signal.throwIfAborted()
  const { promise: cutOff, reject } = Promise.withResolvers<never>()
  const controller = new AbortController()
  const end = (reason: Error): void => {
    controller.abort(reason)
    reject(reason)
  }
  const stop = (): void => end(signal.reason as Error)
  const cancel = clock.schedule(timeoutMs, () => end(new Error(`It took longer than ${timeoutMs / 1_000} s.`)))
  signal.addEventListener('abort', stop, { once: true })
  try {
    await Promise.race([bridge.deliver(batch, controller.signal), cutOff])
  } finally {
    cancel()
    signal.removeEventListener('abort', stop)
  }
}
