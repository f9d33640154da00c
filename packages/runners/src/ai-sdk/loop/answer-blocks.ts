import type { BlockHandle, Turn } from '@sojourn/core/ports/runner'

/** The blocks of one answer while it streams. Providers repeat the ids of parts, so each gets the call's prefix. */
export class AnswerBlocks {
  readonly #turn: Turn
  readonly #prefix: string
  readonly #open = new Map<string, BlockHandle>()

  constructor(turn: Turn, prefix: string) {
    this.#turn = turn
    this.#prefix = prefix
  }

  /** A block begins with its first text: some providers open parts in which nothing is said. */
  async delta(kind: 'assistant_text' | 'thinking', id: string, text: string): Promise<void> {
    if (text === '') return
    const name = `${kind === 'thinking' ? 'thinking' : 'text'}-${id}`
    const open = this.#open.get(name)
    const block = open ?? (await this.#turn.startBlock({ kind, blockId: `${this.#prefix}.${name}` }))
    this.#open.set(name, block)
    await block.delta(text)
  }

  async end(kind: 'assistant_text' | 'thinking', id: string): Promise<void> {
    const name = `${kind === 'thinking' ? 'thinking' : 'text'}-${id}`
    const block = this.#open.get(name)
    this.#open.delete(name)
    await block?.complete()
  }

  /** Ends what the provider did not end. */
  async completeAll(): Promise<void> {
    for (const block of this.#open.values()) await block.complete()
    this.#open.clear()
  }

  /** The answer broke off and will be asked for again. */
  async interruptAll(): Promise<void> {
    for (const block of this.#open.values()) await block.interrupt()
    this.#open.clear()
  }
}
