import { styleText } from 'node:util'

export type Tint = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

export interface OutputStreams {
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
}

/**
 * Where the command writes. Standard output has what was asked for; standard error has hints and errors, so that
 * output can be piped. Colours only on a terminal, and not with NO_COLOR.
 */
export class Output {
  readonly #streams: OutputStreams

  constructor(streams: OutputStreams) {
    this.#streams = streams
  }

  get isTerminal(): boolean {
    return this.#streams.stdout.isTTY === true
  }

  /** Columns of the terminal; no limit when there is none. */
  get width(): number {
    return this.isTerminal ? this.#streams.stdout.columns || 80 : Number.POSITIVE_INFINITY
  }

  /** Standard output, without a line break of its own. */
  write(text: string): void {
    this.#streams.stdout.write(text)
  }

  line(text = ''): void {
    this.write(`${text}\n`)
  }

  /** One JSON document: indented for people, on one line for programs. */
  json(value: unknown): void {
    this.line(JSON.stringify(value, null, this.isTerminal ? 2 : 0))
  }

  /** One line of JSON Lines. */
  jsonLine(value: unknown): void {
    this.line(JSON.stringify(value))
  }

  /** Standard error. */
  note(text: string): void {
    this.#streams.stderr.write(`${text}\n`)
  }

  /** Whether somebody sees standard error as it is written. */
  get notesAreSeen(): boolean {
    return this.#streams.stderr.isTTY === true
  }

  /** Columns of the terminal that shows standard error. */
  get noteWidth(): number {
    return this.#streams.stderr.columns || 80
  }

  /** Standard error, without a line break of its own. */
  writeNote(text: string): void {
    this.#streams.stderr.write(text)
  }

  style(tint: Tint, text: string): string {
    return styleText(tint, text, { stream: this.#streams.stdout })
  }

  /** The same for what goes to standard error. */
  styleNote(tint: Tint, text: string): string {
    return styleText(tint, text, { stream: this.#streams.stderr })
  }
}
