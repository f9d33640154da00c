import type { Socket } from 'node:net'
import { bytesOf, openSocket } from './http-connection.ts'

const separator = Buffer.from('\n\n')

/** Called with each frame and the time it came (`performance.now()`). */
export type OnFrame = (frame: string, at: number) => void

export interface EventStreamOptions {
  url: string
  path: string
  token?: string
  /** Absent: frames are counted and not looked at. */
  onFrame?: OnFrame
}

/**
 * A follower of server-sent events on the bare socket: it counts frames, which costs so little that hundreds of them
 * leave the server its core. Pings count as frames; benchmarks are over before the first.
 */
export class EventStream {
  frames = 0
  readonly #socket: Socket
  readonly #onFrame: OnFrame | undefined
  #rest: Buffer = Buffer.alloc(0)
  #inHead = true
  #lastAt = 0
  #target: { frames: number; resolve: (at: number) => void } | null = null

  private constructor(socket: Socket, { onFrame }: EventStreamOptions) {
    this.#socket = socket
    this.#onFrame = onFrame
    socket.on('data', (chunk) => this.#read(bytesOf(chunk)))
    socket.on('error', () => socket.destroy())
  }

  static async open(options: EventStreamOptions): Promise<EventStream> {
    const { url, path, token } = options
    const socket = await openSocket(url)
    const stream = new EventStream(socket, options)
    const access = token === undefined ? '' : `authorization: Bearer ${token}\r\n`
    socket.write(`GET ${path} HTTP/1.1\r\nhost: ${new URL(url).host}\r\n${access}\r\n`)
    return stream
  }

  /** Resolves when this many frames have come, with the time at which the newest came (`performance.now()`). */
  reached(frames: number): Promise<number> {
    if (this.frames >= frames) return Promise.resolve(this.#lastAt)
    return new Promise((resolve) => {
      this.#target = { frames, resolve }
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#lastAt = performance.now()
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    if (this.#inHead) {
      const end = bytes.indexOf('\r\n\r\n')
      if (end === -1) {
        this.#rest = bytes
        return
      }
      if (!bytes.toString('latin1', 0, 12).endsWith(' 200')) throw new Error(bytes.toString())
      this.#inHead = false
      bytes = bytes.subarray(end + 4)
    }
    this.#countFrames(bytes)
    if (this.#target && this.frames >= this.#target.frames) {
      const { resolve } = this.#target
      this.#target = null
      resolve(this.#lastAt)
    }
  }

  #countFrames(bytes: Buffer): void {
    let start = 0
    for (let end = bytes.indexOf(separator); end !== -1; end = bytes.indexOf(separator, start)) {
      this.frames += 1
      this.#onFrame?.(bytes.toString('utf8', start, end), this.#lastAt)
      start = end + separator.length
    }
    this.#rest = bytes.subarray(start)
  }
}
