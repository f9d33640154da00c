import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** A call that the server has answered with a refusal. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly code: string

  constructor(path: string, status: number, code: string) {
    super(`${path} was refused with ${status} ${code}`)
    this.status = status
    this.code = code
  }
}

export interface ChaosCall {
  method?: string
  json?: unknown
  /** Makes it safe to repeat. */
  key?: string
}

/** One data directory and the servers that work on it, one after the other. */
export class ChaosHost {
  readonly directory: string
  readonly #environment: Record<string, string>
  #server: ServerProcess | null = null
  #up = Promise.withResolvers<ServerProcess>()

  private constructor(directory: string, environment: Record<string, string>) {
    this.directory = directory
    this.#environment = environment
  }

  /** The environment of the servers, beside what they need to share their directory. */
  static async open(environment: Record<string, string> = {}): Promise<ChaosHost> {
    return new ChaosHost(await mkdtemp(join(tmpdir(), 'sojourn-chaos-')), environment)
  }

  get dataDirectory(): string {
    return join(this.directory, 'data')
  }

  async start(): Promise<void> {
    const place = { SOJOURN_DATA: this.dataDirectory, LOG_LEVEL: 'info' }
    const server = await startServerProcess({ ...place, ...this.#environment })
    if (!server.ready) throw new Error(`The server did not start:\n${server.output()}`)
    this.#server = server
    this.#up.resolve(server)
  }

  /** At once, without a word: nothing that it was doing is finished. */
  async kill(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = null
    this.#up = Promise.withResolvers()
    server.kill('SIGKILL')
    await server[Symbol.asyncDispose]()
  }

  /** The server that answers, now or when it comes. */
  up(): Promise<ServerProcess> {
    return this.#up.promise
  }

  isUp(server: ServerProcess): boolean {
    return this.#server === server
  }

  /** Calls the REST interface of the server that is up. Throws Refused, or what fetch throws when the server dies. */
  async call<Body>(path: string, { method, json, key }: ChaosCall = {}): Promise<Body> {
    const server = await this.up()
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method: method ?? (json === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${server.token}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
    const body: unknown = await response.json()
    if (response.ok) return body as Body
    throw new Refused(path, response.status, String((body as { code?: unknown }).code))
  }

  /** Repeats a call under its key until a server has answered it. */
  async insist<Body>(path: string, call: ChaosCall & { key: string }): Promise<Body> {
    while (true) {
      const server = await this.up()
      try {
        return await this.call<Body>(path, call)
      } catch (error) {
        if (error instanceof Refused || this.isUp(server)) throw error
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    await rm(this.directory, { recursive: true, force: true })
  }
}
