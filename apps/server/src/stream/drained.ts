import type { EventEmitter } from 'node:events'

type Drainable = EventEmitter & { readonly destroyed: boolean }

const waits = new WeakMap<Drainable, Promise<void>>()

const listen = (stream: Drainable): Promise<void> =>
  new Promise((resolve) => {
    const settle = (): void => {
      stream.off('drain', settle).off('close', settle)
      waits.delete(stream)
      resolve()
    }
    stream.on('drain', settle).on('close', settle)
  })

/**
 * Resolves when a stream that is full has been read from, or has closed; never rejects. However many wait for one
 * stream, it has one pair of listeners.
 */
export const drained = (stream: Drainable): Promise<void> => {
  if (stream.destroyed) return Promise.resolve()
  const wait = waits.get(stream) ?? listen(stream)
  waits.set(stream, wait)
  return wait
}
