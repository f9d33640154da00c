import stripAnsi from 'strip-ansi'

const remembered = 10

/**
 * The last ten pieces of output of one run. Programs that repaint their screen say the same again and again; said once
 * is enough. It begins empty with every run: the same word in a later run is news.
 */
export class RecentOutput {
  readonly #pieces: string[] = []

  /**
   * True when `piece` says, without colours and spacing, what one of the last ten did. Pieces of white space alone are
   * never repeats: they are what keeps the others apart.
   */
  isRepeat(piece: string): boolean {
    const bare = stripAnsi(piece).replace(/\s+/g, ' ').trim()
    if (bare === '') return false
    const repeat = this.#pieces.includes(bare)
    this.#pieces.push(bare)
    if (this.#pieces.length > remembered) this.#pieces.shift()
    return repeat
  }
}
