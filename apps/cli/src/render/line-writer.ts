import { stripVTControlCharacters } from 'node:util'
import type { Output } from '../output/output.ts'

const line = Symbol('line')
const clearLine = '\r\u001b[2K'

/**
 * Streamed text and whole lines on one screen. Nothing that has been printed changes, except that on a terminal a line
 * that says what is under way may be replaced by its outcome, as long as it is the last one.
 */
export class LineWriter {
  readonly output: Output
  /** Text without a line break at its end came last. */
  #inText = false
  /** Key of the text that came last, a line, or nothing yet. An empty line stands between texts, and around them. */
  #last: string | typeof line | null = null
  /** Key of the line that may still be replaced; it has no line break yet. */
  #open: string | null = null

  constructor(output: Output) {
    this.output = output
  }

  /** A piece of the text with this key; it goes on where the last piece ended, unless something came in between. */
  text(key: string, text: string): void {
    if (this.#last !== key) {
      this.settle()
      if (this.#last !== null) this.output.write('\n')
      this.#last = key
    }
    this.output.write(text)
    this.#inText = !stripVTControlCharacters(text).endsWith('\n')
  }

  /** Whether the text with this key goes on where its last piece ended. */
  isIn(key: string): boolean {
    return this.#last === key && this.#inText
  }

  line(text: string): void {
    this.#beginLine()
    this.output.line(text)
  }

  /** A line about something under way; only on a terminal, where its outcome can take its place. */
  underWay(key: string, text: string): void {
    if (!this.output.isTerminal) return
    this.#beginLine()
    this.output.write(text)
    this.#open = key
  }

  /** A line that takes the place of the one under way with the same key, if that is still the last one. */
  outcome(key: string, text: string): void {
    if (this.#open === key) {
      this.output.write(clearLine)
      this.#open = null
    }
    this.line(text)
  }

  /** Ends an unfinished line, so that something else can be printed. */
  settle(): void {
    if (this.#inText || this.#open !== null) this.output.write('\n')
    this.#inText = false
    this.#open = null
  }

  #beginLine(): void {
    this.settle()
    if (typeof this.#last === 'string') this.output.write('\n')
    this.#last = line
  }
}
