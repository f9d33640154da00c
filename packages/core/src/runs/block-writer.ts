import type { InlineAttachment } from '@sojourn/contract/attachment'
import type { Clock } from '../ports/clock.ts'
import type { BlockHandle, StartBlock } from '../ports/runner.ts'
import { draft } from '../session/event-draft.ts'
import { keepContent } from '../session/keep-content.ts'
import type { AttemptReporter } from './attempt-reporter.ts'

/** Held text beyond this goes out at once, characters. */
const maxHeld = 4_096

export interface BlockWriterOptions {
  reporter: AttemptReporter
  clock: Clock
  runId: string
  /** Deltas within this time are one event, milliseconds; 0 = every delta is an event ([E5]). */
  coalesceMs: number
  /** Called once, with the text of the whole block. */
  onEnded: (end: { text: string; interrupted?: true }) => void
}

/** One block while its text arrives. The first delta goes out at once, later ones are held for a moment and joined. */
export class BlockWriter implements BlockHandle {
  readonly blockId: string
  readonly textSoFar: string
  readonly done = false
  readonly #start: StartBlock
  readonly #options: BlockWriterOptions
  readonly #pieces: string[]
  #held = ''
  #first: boolean
  #cancelTimer: (() => void) | null = null
  #completed = false

  constructor(start: StartBlock & { blockId: string; textSoFar?: string }, options: BlockWriterOptions) {
    this.blockId = start.blockId
    this.textSoFar = start.textSoFar ?? ''
    this.#pieces = [this.textSoFar]
    this.#first = this.textSoFar === ''
    this.#start = start
    this.#options = options
  }

  /** Everything that the runner has said, held text included. */
  get text(): string {
    return this.#pieces.join('')
  }

  delta(text: string): Promise<void> {
    if (text === '' || this.#completed) return Promise.resolve()
    this.#pieces.push(text)
    const { coalesceMs, clock } = this.#options
    if (coalesceMs === 0 || this.#first) {
      this.#first = false
      return this.#send(text)
    }
    this.#held += text
    if (this.#held.length >= maxHeld) return this.#release()
    this.#cancelTimer ??= clock.schedule(coalesceMs, () => {
      this.#release().catch(() => {})
    })
    return Promise.resolve()
  }

  complete(text?: string, attachments: readonly InlineAttachment[] = []): Promise<void> {
    return this.#end({ text: text ?? this.text }, attachments)
  }

  interrupt(): Promise<void> {
    return this.#end({ text: this.text, interrupted: true })
  }

  async #end(end: { text: string; interrupted?: true }, attachments: readonly InlineAttachment[] = []): Promise<void> {
    if (this.#completed) return
    // First of all, so that what is said while this waits does not come after the end.
    this.#completed = true
    await this.#release()
    const { kind, parentBlockId, title } = this.#start
    const kept = kind === 'assistant_text' ? attachments.map(keepContent) : []
    const block = {
      blockId: this.blockId,
      kind,
      ...end,
      ...(parentBlockId === undefined ? {} : { parentBlockId }),
      ...(kind === 'subagent' && title !== undefined ? { title } : {}),
      ...(kept.length > 0 ? { attachments: kept.map(({ file }) => file) } : {}),
    }
    const { reporter, runId, onEnded } = this.#options
    onEnded(end)
    const completed = draft('block.completed', { blockId: this.blockId, block }, { runId, source: 'runner' })
    const contents = kept.map(({ content }) => content)
    await reporter.send([completed], contents)
  }

  /** Stops the timer of an attempt that is over. */
  abandon(): void {
    this.#completed = true
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  async #release(): Promise<void> {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    const text = this.#held
    this.#held = ''
    if (text !== '') await this.#send(text)
  }

  #send(delta: string): Promise<void> {
    const { reporter, runId } = this.#options
    return reporter.stream(draft('block.delta', { blockId: this.blockId, delta }, { runId, source: 'runner' }))
  }
}

/** A block that an earlier attempt completed: nothing is said again. */
export const finishedBlock = (blockId: string, text: string): BlockHandle => ({
  blockId,
  textSoFar: text,
  done: true,
  delta: () => Promise.resolve(),
  complete: () => Promise.resolve(),
  interrupt: () => Promise.resolve(),
})
