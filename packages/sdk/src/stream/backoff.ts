/** How long to wait before trying again, milliseconds: doubling from `firstMs` to `maxMs`, with jitter. */
export interface Backoff {
  firstMs: number
  maxMs: number
}

export const defaultBackoff: Backoff = { firstMs: 100, maxMs: 5_000 }

/** The wait before try number `attempt` (1 = the first repetition): between half and the whole of the doubled time. */
export const backoffMs = ({ firstMs, maxMs }: Backoff, attempt: number): number => {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30))
  return Math.round(ceiling / 2 + (Math.random() * ceiling) / 2)
}

/** Resolves after `ms`; an abort ends the wait by throwing the signal's reason. */
export const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const aborted = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', aborted)
      resolve()
    }, ms)
    signal?.addEventListener('abort', aborted, { once: true })
  })
