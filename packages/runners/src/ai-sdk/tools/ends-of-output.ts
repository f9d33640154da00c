/** Characters that are kept of the beginning, and of the end. */
const maxHead = 10_000
const maxTail = 20_000

/** Output of any length: its beginning and its end, where commands say what they are about and how it went. */
export class EndsOfOutput {
  #head = ''
  #tail = ''
  #length = 0

  /** Characters that were added. */
  get length(): number {
    return this.#length
  }

  add(text: string): void {
    this.#length += text.length
    const room = maxHead - this.#head.length
    this.#head += text.slice(0, room)
    this.#tail = (this.#tail + text.slice(room)).slice(-maxTail)
  }

  /** Characters of the middle that are not kept. */
  get dropped(): number {
    return this.#length - this.#head.length - this.#tail.length
  }

  get text(): string {
    if (this.dropped === 0) return this.#head + this.#tail
    return `${this.#head.toWellFormed()}\n[${this.dropped} characters were left out]\n${this.#tail.toWellFormed()}`
  }
}
