import { once } from 'node:events'
import { WebSocket } from 'ws'

export interface SocketFollowerOptions {
  /** `http://…`, with the path. */
  url: string
  token?: string
  /** Sent when the connection is there. */
  hello?: object
  /** The seq up to which a message brings its follower; null for a message that brings none. */
  seqOf: (message: Buffer) => number | null
}

/** A follower over WebSocket. It looks only at how far it has come. */
export class SocketFollower {
  readonly #socket: WebSocket
  #seq = -1
  #lastAt = 0
  #target: { seq: number; resolve: (at: number) => void } | null = null

  private constructor(socket: WebSocket, { seqOf }: SocketFollowerOptions) {
    this.#socket = socket
    socket.on('message', (message: Buffer) => {
      const seq = seqOf(message)
      if (seq === null) return
      this.#seq = seq
      this.#lastAt = performance.now()
      if (!this.#target || seq < this.#target.seq) return
      this.#target.resolve(this.#lastAt)
      this.#target = null
    })
  }

  static async open(options: SocketFollowerOptions): Promise<SocketFollower> {
    const { url, token, hello } = options
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers, perMessageDeflate: false })
    const follower = new SocketFollower(socket, options)
    await once(socket, 'open')
    if (hello) socket.send(JSON.stringify(hello))
    return follower
  }

  /** Resolves when the follower has come to `seq`, with the time at which it did (`performance.now()`). */
  reached(seq: number): Promise<number> {
    if (this.#seq >= seq) return Promise.resolve(this.#lastAt)
    return new Promise((resolve) => {
      this.#target = { seq, resolve }
    })
  }

  close(): void {
    this.#socket.terminate()
  }
}
