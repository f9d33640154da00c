/** Output of a command as it is kept: the first `maxCharacters`, the rest only counted. */
export class BoundedOutput {
  readonly #maxCharacters: number
  #kept = ''
  #dropped = 0

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters
  }

  /** Adds a piece; answers with the part of it that was kept. */
  add(piece: string): string {
    const room = this.#dropped > 0 ? 0 : this.#maxCharacters - this.#kept.length
    if (room >= piece.length) {
      this.#kept += piece
      return piece
    }
    // Never half of a surrogate pair: it is no character, and databases refuse it.
    const end = room > 0 && isHighSurrogate(piece.charCodeAt(room - 1)) ? room - 1 : room
    const fitting = piece.slice(0, end)
    this.#kept += fitting
    this.#dropped += piece.length - fitting.length
    return fitting
  }

  get text(): string {
    return this.#kept
  }

  get dropped(): number {
    return this.#dropped
  }

  /** What to say about the part that was not kept; null when everything was. */
  get notice(): string | null {
    return this.#dropped === 0 ? null : `[${this.#dropped} more characters of output were not kept]`
  }
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff
