/** One frame of a `text/event-stream`. `id` is null when the frame itself has none. */
export interface ServerSentEvent {
  id: string | null
  event: string
  data: string
}

/** Takes a stream apart as it arrives, cut at any character. Comments (pings) and `retry` are skipped. */
export class ServerSentEventParser {
  #rest = ''
  #id: string | null = null
  #event = ''
  #data: string[] = []

  /** The frames that `chunk` completes. */
  push(chunk: string): ServerSentEvent[] {
    const complete: ServerSentEvent[] = []
    const text = this.#rest + chunk
    let start = 0
    for (;;) {
      const end = endOfLine(text, start)
      if (!end) break
      const frame = this.#line(text.slice(start, end.at))
      if (frame) complete.push(frame)
      start = end.next
    }
    this.#rest = text.slice(start)
    return complete
  }

  #line(line: string): ServerSentEvent | null {
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    if (colon === 0) return null
    const field = colon === -1 ? line : line.slice(0, colon)
    const from = colon === -1 ? line.length : line[colon + 1] === ' ' ? colon + 2 : colon + 1
    const value = line.slice(from)
    if (field === 'data') this.#data.push(value)
    else if (field === 'event') this.#event = value
    else if (field === 'id') this.#id = value
    return null
  }

  #dispatch(): ServerSentEvent | null {
    const frame =
      this.#data.length === 0 ? null : { id: this.#id, event: this.#event || 'message', data: this.#data.join('\n') }
    this.#id = null
    this.#event = ''
    this.#data = []
    return frame
  }
}

/** Lines end with LF, CR or CRLF; a CR at the very end waits, because its LF may still come. */
const endOfLine = (text: string, from: number): { at: number; next: number } | null => {
  const lf = text.indexOf('\n', from)
  const cr = text.indexOf('\r', from)
  if (cr === -1 || (lf !== -1 && lf < cr)) return lf === -1 ? null : { at: lf, next: lf + 1 }
  if (cr === text.length - 1) return null
  return { at: cr, next: text[cr + 1] === '\n' ? cr + 2 : cr + 1 }
}
