import type { EventLog } from '../ports/session-store.ts'
import type { Command } from './command.ts'
import type { SessionState } from './session-state.ts'

type Log = Pick<EventLog, 'readEvents'>

const pageSize = 1_000

/** The texts of blocks that are open, gathered from their deltas in the log. */
export const readOpenTexts = async (log: Log, state: SessionState): Promise<Map<string, string>> => {
  const { openBlocks, id: sessionId } = state.record
  const texts = new Map(openBlocks.map((open) => [open.blockId, '']))
  if (openBlocks.length === 0) return texts
  let afterSeq = Math.min(...openBlocks.map((open) => open.startedSeq)) - 1
  while (true) {
    const page = await log.readEvents({ sessionId, afterSeq, limit: pageSize, types: ['block.delta'] })
    for (const { event } of page) {
      if (event.type !== 'block.delta') continue
      const { blockId, delta } = event.data
      const text = texts.get(blockId)
      if (text !== undefined) texts.set(blockId, text + delta)
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) return texts
    afterSeq = last.seq
  }
}

/** Commands that may complete blocks which their run, or an attempt before, has left open. */
const closing: ReadonlySet<Command['type']> = new Set([
  'cancelRun',
  'complete',
  'windUp',
  'settleToolCall',
  'endAttempt',
  'requeueForShutdown',
  'loseHost',
])

/** Whether deciding `commands` takes the texts of open blocks that no command tells itself. */
export const needsOpenTexts = (state: SessionState, commands: readonly Command[]): boolean => {
  const { openBlocks } = state.record
  if (openBlocks.length === 0) return false
  const deciding = commands.filter(({ type }) => closing.has(type))
  const told = deciding.flatMap((command) => ('blocks' in command ? command.blocks : [])).map(({ blockId }) => blockId)
  return deciding.length > 0 && !openBlocks.every(({ blockId }) => told.includes(blockId))
}
