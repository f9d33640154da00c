import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const node = join(root, 'node_modules', '.bin', 'node')
const serverMain = join(root, 'apps', 'server', 'src', 'main.ts')

/** A server of this checkout as a process of its own, with data of its own. */
export class TestServer {
  readonly dataDirectory = mkdtempSync(join(tmpdir(), 'sojourn-test-'))
  #child: ChildProcess | null = null
  #url = ''

  readonly #environment: NodeJS.ProcessEnv

  constructor(environment: NodeJS.ProcessEnv = {}) {
    this.#environment = environment
  }

  /** `environment`: settings beside port and data directory. */
  static async start(environment: NodeJS.ProcessEnv = {}): Promise<TestServer> {
    const server = new TestServer(environment)
    await server.start()
    return server
  }

  get url(): string {
    return this.#url
  }

  get token(): string {
    return readFileSync(join(this.dataDirectory, 'token'), 'utf8').trim()
  }

  /** Starts it, or starts it again on the same port with the same data. Rejects with what it printed when it ends. */
  async start(): Promise<void> {
    const port = this.#url === '' ? '0' : new URL(this.#url).port
    const child = spawn(node, [serverMain], {
      cwd: this.dataDirectory,
      env: { PATH: process.env.PATH, PORT: port, SOJOURN_DATA: this.dataDirectory, ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    const printed: string[] = []
    child.stderr.on('data', (chunk) => printed.push(String(chunk)))
    for await (const line of createInterface({ input: child.stdout })) {
      printed.push(`${line}\n`)
      const url = /Sojourn listens on (http:\/\/[\d.:]+)/.exec(line)?.[1]
      if (url === undefined) continue
      this.#url = url
      child.stdout.resume()
      return
    }
    throw new Error(`the server did not start:\n${printed.join('')}`)
  }

  /** Ends the process with a signal and waits until it is gone. SIGKILL is a crash. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  /** Ends it and deletes its data. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL')
    rmSync(this.dataDirectory, { recursive: true, force: true })
  }
}
