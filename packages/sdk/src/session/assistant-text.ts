import type { SessionEvent } from '@sojourn/contract/event'

/**
 * The assistant's words out of a run's events, each once: the deltas as they come and, when a block completes, what its
 * deltas left out. Blocks are separated by an empty line.
 */
export async function* assistantText(events: AsyncIterable<SessionEvent>): AsyncGenerator<string, void> {
  const said = new Map<string, number>()
  let separator = ''
  for await (const event of events) {
    if (event.type === 'block.started' && event.data.kind === 'assistant_text') said.set(event.data.blockId, 0)
    const piece = pieceOf(event, said)
    if (!piece) continue
    const first = said.get(piece.blockId) === 0
    said.set(piece.blockId, (said.get(piece.blockId) ?? 0) + piece.text.length)
    yield (first ? separator : '') + piece.text
    separator = '\n\n'
  }
}

const pieceOf = (event: SessionEvent, said: Map<string, number>): { blockId: string; text: string } | null => {
  if (event.type === 'block.delta' && said.has(event.data.blockId)) {
    return event.data.delta ? { blockId: event.data.blockId, text: event.data.delta } : null
  }
  if (event.type === 'block.completed' && event.data.block.kind === 'assistant_text') {
    const { blockId, block } = event.data
    if (!said.has(blockId)) said.set(blockId, 0)
    const text = block.text.slice(said.get(blockId))
    return text ? { blockId, text } : null
  }
  return null
}
