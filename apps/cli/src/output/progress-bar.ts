import type { Cli } from '../cli.ts'
import { shorten } from './plain-text.ts'
import { duration } from './quantities.ts'

export interface Progress {
  /** What is being done: `Exporting`. */
  label: string
  /** How much there is to do altogether; null while nobody knows. */
  total?: number | null
  /** An amount in words: `1,204 events`, `3.2 MB`. */
  amount: (count: number) => string
}

const barWidth = 24
/** Milliseconds between two drawings: often enough to look alive, too seldom to cost anything. */
const drawEveryMs = 80
/** An estimate out of less time than this, milliseconds, would only jump about. */
const estimateAfterMs = 2_000

const clearLine = '\r\u001b[2K'

/**
 * How far long work has come, on one line of standard error that is drawn again and again, and gone when the work is done:
 *
 *     using progress = new ProgressBar(cli, { label: 'Exporting', total: lastSeq, amount: (n) => plural(n, 'event') })
 *     for await (const line of lines) progress.add(1)
 *
 * Shown on a terminal only, and not beside `--json`. It has no timer: who never reports sees nothing.
 */
export class ProgressBar implements Disposable {
  readonly #output: Cli['output']
  readonly #progress: Progress
  readonly #shown: boolean
  readonly #now: () => number
  readonly #startedAt: number
  #done = 0
  #total: number | null
  #drawnAt = Number.NEGATIVE_INFINITY

  constructor({ output, json }: Pick<Cli, 'output' | 'json'>, progress: Progress, now = () => performance.now()) {
    this.#output = output
    this.#progress = progress
    this.#total = progress.total ?? null
    this.#shown = output.notesAreSeen && !json
    this.#now = now
    this.#startedAt = now()
  }

  /** So much more is done. */
  add(count: number): void {
    this.update(this.#done + count)
  }

  /** So much is done altogether; `total` when it has become known, or another one. */
  update(done: number, total = this.#total): void {
    this.#done = done
    this.#total = total
    const now = this.#now()
    if (!this.#shown || now - this.#drawnAt < drawEveryMs) return
    this.#drawnAt = now
    this.#output.writeNote(clearLine + shorten(this.#text(now), this.#output.noteWidth - 1))
  }

  /** Takes the line away. */
  [Symbol.dispose](): void {
    if (this.#drawnAt !== Number.NEGATIVE_INFINITY) this.#output.writeNote(clearLine)
  }

  #text(now: number): string {
    const { label, amount } = this.#progress
    if (this.#total === null || this.#total === 0) return `${label} … ${amount(this.#done)}`
    const share = Math.min(1, this.#done / this.#total)
    const filled = Math.floor(share * barWidth)
    const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled)
    const percent = `${Math.floor(share * 100)} %`.padStart(5)
    return `${label} ${bar} ${percent} · ${amount(this.#done)} of ${amount(this.#total)}${this.#left(now, share)}`
  }

  #left(now: number, share: number): string {
    const spent = now - this.#startedAt
    return spent < estimateAfterMs || share === 0 ? '' : ` · ${duration((spent * (1 - share)) / share)} left`
  }
}
