import { connect, type Socket } from 'node:net'

export interface HttpCall {
  method: 'GET' | 'POST'
  path: string
  /** Sent as JSON. */
  json?: unknown
}

export interface HttpAnswer {
  status: number
  body: string
}

const headEnd = '\r\n\r\n'

/** No encoding is set on any socket here, so what comes is bytes already. */
export const bytesOf = (chunk: string | Buffer): Buffer => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)

/** Connects, and sends small requests at once. */
export const openSocket = (url: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    socket.once('connect', () => resolve(socket.off('error', reject))).once('error', reject)
  })

/**
 * One kept-alive connection, one call at a time. Written on the bare socket, because the client shares the machine with
 * what it measures: Node's own client costs more than many a handler. It knows only what the servers of the benchmarks
 * answer: a Content-Length and no chunks.
 */
export class HttpConnection {
  readonly #socket: Socket
  readonly #headers: string
  #received: Buffer = Buffer.alloc(0)
  #waiting: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | null = null

  private constructor(socket: Socket, headers: string) {
    this.#socket = socket
    this.#headers = headers
    socket.on('data', (chunk) => this.#read(bytesOf(chunk)))
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('The server closed the connection')))
  }

  static async open(url: string, token?: string): Promise<HttpConnection> {
    const access = token === undefined ? '' : `authorization: Bearer ${token}\r\n`
    return new HttpConnection(await openSocket(url), `host: ${new URL(url).host}\r\n${access}`)
  }

  /** Rejects at once where it could never be answered: while another call is on its way, or after the connection closed. */
  send({ method, path, json }: HttpCall): Promise<HttpAnswer> {
    if (this.#waiting) return Promise.reject(new Error(`${method} ${path}: another call is on its way`))
    if (!this.#socket.writable) return Promise.reject(new Error(`${method} ${path}: the connection is closed`))
    const body = json === undefined ? '' : JSON.stringify(json)
    const type = json === undefined ? '' : 'content-type: application/json\r\n'
    const length = `content-length: ${Buffer.byteLength(body)}\r\n`
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(`${method} ${path} HTTP/1.1\r\n${this.#headers}${type}${length}\r\n${body}`)
    })
  }

  close(): void {
    this.#waiting = null
    this.#socket.destroy()
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error)
    this.#waiting = null
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const end = this.#received.indexOf(headEnd)
    if (end === -1) return
    const head = this.#received.toString('latin1', 0, end)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
    const bodyStart = end + headEnd.length
    if (this.#received.length < bodyStart + length) return
    const body = this.#received.toString('utf8', bodyStart, bodyStart + length)
    this.#received = this.#received.subarray(bodyStart + length)
    const { resolve } = this.#waiting ?? {}
    this.#waiting = null
    resolve?.({ status: Number(head.slice(9, 12)), body })
  }
}
