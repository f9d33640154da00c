import type { TextBlockKind } from '@sojourn/contract/block'
import type { EventData } from '@sojourn/contract/event'
import type { BlockHandle } from '@sojourn/core/ports/runner'

export interface RecordedBlock {
  kind: TextBlockKind
  text: string
  done: boolean
}

type BlockEvent = 'block.delta' | 'block.completed'
type Record = <Type extends BlockEvent>(type: Type, data: EventData<Type>) => void

/** What a runner holds of a block that is recorded. */
export const recordedHandle = (blockId: string, block: RecordedBlock, record: Record): BlockHandle => ({
  blockId,
  textSoFar: block.text,
  done: block.done,
  delta: async (text) => {
    if (block.done) return
    block.text += text
    record('block.delta', { blockId, delta: text })
  },
  complete: async (text = block.text) => {
    if (block.done) return
    block.text = text
    block.done = true
    record('block.completed', { blockId, block: { blockId, kind: block.kind, text } })
  },
  interrupt: async () => {
    if (block.done) return
    block.done = true
    const { kind, text } = block
    record('block.completed', { blockId, block: { blockId, kind, text, interrupted: true } })
  },
})
