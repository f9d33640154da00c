/** The marker of a list's item, or white space: what the lines that follow are indented by. */
const head = /^(?:\s*(?:[-*+]|\d{1,3}[.)])\s+|\s+)/

/**
 * Breaks prose between words, as it streams, for a screen of this many columns. A word is kept back until its end is known.
 * Items of lists stay indented; what stands between fences (```) is code and stays as it is.
 */
export class WordWrap {
  readonly #width: number
  #column = 0
  /** The line so far, before it was broken. */
  #line = ''
  #space = ''
  #word = ''
  #isCode = false

  constructor(width: number) {
    this.#width = width
  }

  /** What of the text can be shown now. */
  push(text: string): string {
    let shown = ''
    for (const character of text) {
      if (character === '\n') shown += this.#endLine()
      else if (character === ' ' || character === '\t') {
        shown += this.flush()
        this.#space += character
        this.#line += character
      } else {
        this.#word += character
        this.#line += character
      }
    }
    return shown
  }

  /** The word that was kept back. */
  flush(): string {
    if (this.#word === '') return ''
    const needed = this.#column + this.#space.length + this.#word.length
    const breaks = this.#column > 0 && needed > this.#width && !this.#isCode
    const before = breaks ? `\n${this.#indent()}` : this.#space
    this.#column = breaks ? before.length - 1 + this.#word.length : needed
    const shown = before + this.#word
    this.#space = ''
    this.#word = ''
    return shown
  }

  /** Something else has been printed: what comes now begins a line. */
  restart(): void {
    this.#column = 0
    this.#space = ''
  }

  #endLine(): string {
    const shown = this.flush()
    if (this.#line.trimStart().startsWith('```')) this.#isCode = !this.#isCode
    this.#column = 0
    this.#line = ''
    this.#space = ''
    return `${shown}\n`
  }

  #indent(): string {
    return ' '.repeat(head.exec(this.#line)?.[0].length ?? 0)
  }
}
