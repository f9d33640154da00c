import type { Output } from '../output/output.ts'

const clearLine = '\r\u001b[2K'

/**
 * Streamed text and whole lines on one screen. Nothing that has been printed changes, except that on a terminal a line
 * that says what is under way may be replaced by its outcome, as long as it is the last one.
 */
export class LineWriter {
  readonly output: Output
  /** Text without a line break at its end came last. */
  #inText = false
  /** Key of the line that may still be replaced; it has no line break yet. */
  #open: string | null = null

  constructor(output: Output) {
    this.output = output
  }

  /** Goes on with the text that came before. */
  text(text: string, endsWithBreak: boolean): void {
    if (!this.#inText) this.#leaveOpenLine()
    this.output.write(text)
    this.#inText = !endsWithBreak
  }

  line(text: string): void {
    this.settle()
    this.output.line(text)
  }

  /** A line about something under way; only on a terminal, where its outcome can take its place. */
  underWay(key: string, text: string): void {
    if (!this.output.isTerminal) return
    this.settle()
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
    if (this.#inText) this.output.write('\n')
    this.#inText = false
    this.#leaveOpenLine()
  }

  #leaveOpenLine(): void {
    if (this.#open !== null) this.output.write('\n')
    this.#open = null
  }
}
