import type { SessionEvent } from '@sojourn/contract/event'

/** Seq of the event that ends the block which began at `seq`, so that a fork takes the whole of it. */
export const endSeqOf = (events: readonly SessionEvent[], seq: number): number => {
  const start = events.find((event) => event.seq === seq)
  if (start?.type !== 'block.started') return seq
  const { blockId } = start.data
  const end = events.find(
    (event) => event.seq > seq && event.type === 'block.completed' && event.data.blockId === blockId,
  )
  return end?.seq ?? seq
}
