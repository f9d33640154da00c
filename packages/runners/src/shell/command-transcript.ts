import type { BlockHandle } from '@sojourn/core/ports/runner'
import { BoundedOutput } from '../process/bounded-output.ts'
import { RecentOutput } from './recent-output.ts'

/** Characters of one command's output that are kept; the rest is counted. */
const maxOutput = 1_000_000
/** Characters of the end of the output that the tool's result carries. */
const maxLastOutput = 16_000

/**
 * What a command says, on its way to those who watch: live as deltas and progress, without what one of the last ten
 * pieces said already; whole, repeats included, in the completed block. Colours stay as the command wrote them.
 */
export class CommandTranscript {
  readonly #block: BlockHandle
  readonly #progress: (output: string) => void
  readonly #output = new BoundedOutput(maxOutput)
  readonly #recent = new RecentOutput()
  readonly #before: string

  /** `before`: what the block says already, from an attempt that broke off. */
  constructor(options: { block: BlockHandle; before: string; progress: (output: string) => void }) {
    this.#block = options.block
    this.#before = options.before
    this.#progress = options.progress
  }

  async add(piece: string): Promise<void> {
    const kept = this.#output.add(piece)
    if (kept === '' || this.#recent.isRepeat(kept)) return
    this.#progress(kept)
    await this.#block.delta(kept)
  }

  async complete(): Promise<void> {
    const { text, notice } = this.#output
    await this.#block.complete(this.#before + text + (notice === null ? '' : `\n${notice}\n`))
  }

  get lastOutput(): string {
    return this.#output.text.slice(-maxLastOutput).toWellFormed()
  }

  get dropped(): number {
    return this.#output.dropped
  }
}
