import { setImmediate as nextTurnOfLoop } from 'node:timers/promises'
import type { Turn } from '@sojourn/core/ports/runner'
import { pause } from '../pause.ts'

/** Reports between two looks at the rest of the process: without them a long script would starve timers and sockets. */
const reportsPerLoop = 500

/** Lets the process do other things after every so many reports, and throws when the turn has aborted. */
export const breathe = async (count: number, signal: AbortSignal): Promise<void> => {
  if (count % reportsPerLoop === reportsPerLoop - 1) await nextTurnOfLoop()
  signal.throwIfAborted()
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

function* evenPieces(text: string, chunks: number): Generator<string> {
  let start = 0
  for (let chunk = 1; chunk <= chunks; chunk++) {
    let end = Math.round((text.length * chunk) / chunks)
    if (end < text.length && isLowSurrogate(text.charCodeAt(end))) end++
    if (end <= start) continue
    yield text.slice(start, end)
    start = end
  }
}

/**
 * Cuts a text: into `chunks` pieces of nearly equal length (fewer when it has fewer characters), or into words with the
 * white space after them. The pieces together are the text, and none ends within a character.
 */
export const piecesOf = (text: string, chunks?: number): Iterable<string> =>
  chunks === undefined ? (text.match(/^\s+|\S+\s*/g) ?? []) : evenPieces(text, chunks)

export interface StreamedText {
  kind: 'assistant_text' | 'thinking'
  /** The same in every attempt, so that a later one goes on where the text broke off. */
  blockId: string
  text: string
  chunks?: number | undefined
  /** Milliseconds between two deltas. */
  delayMs?: number | undefined
}

/** Streams one block. Says only what no earlier attempt has said; nothing when the block is complete. */
export const streamText = async (turn: Turn, streamed: StreamedText): Promise<void> => {
  const { kind, blockId, text, chunks, delayMs } = streamed
  const block = await turn.startBlock({ kind, blockId })
  if (block.done) return
  const said = block.textSoFar.length
  // The script was changed after the attempt that began this block: the whole block tells what holds now.
  if (!text.startsWith(block.textSoFar)) return block.complete(text)
  let end = 0
  let deltas = 0
  for (const piece of piecesOf(text, chunks)) {
    end += piece.length
    if (end <= said) continue
    if (delayMs && deltas > 0) await pause(delayMs, turn.signal)
    await breathe(deltas++, turn.signal)
    await block.delta(piece.slice(Math.max(0, piece.length - (end - said))))
  }
  await block.complete()
}
