import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '@sojourn/sdk'
import type { TestServer } from '@sojourn/sdk/testing/test-server'
import { onTestFinished } from 'vitest'

const bin = fileURLToPath(new URL('../bin/sojourn.js', import.meta.url))

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** A command that is running. */
export class Running {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #watchers = new Set<() => void>()
  stdout = ''
  stderr = ''
  readonly ended: Promise<Ended>

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
      for (const watch of this.#watchers) watch()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
      for (const watch of this.#watchers) watch()
    })
    // A command that has ended may not take the rest of its input.
    child.stdin.on('error', () => undefined)
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }))
    })
    onTestFinished(() => void child.kill('SIGKILL'))
  }

  type(text: string): void {
    this.#child.stdin.write(text)
  }

  endInput(): void {
    this.#child.stdin.end()
  }

  signal(signal: 'SIGINT' | 'SIGTERM'): void {
    this.#child.kill(signal)
  }

  /** Resolves when the text has been printed; rejects with everything printed when the command ends without it. */
  prints(text: string | RegExp): Promise<void> {
    const found = () => (typeof text === 'string' ? this.#all().includes(text) : text.test(this.#all()))
    return new Promise((resolve, reject) => {
      const watch = () => {
        if (!found()) return
        this.#watchers.delete(watch)
        resolve()
      }
      this.#watchers.add(watch)
      watch()
      void this.ended.then(() => found() || reject(new Error(`it ended without printing ${text}:\n${this.#all()}`)))
    })
  }

  #all(): string {
    return this.stdout + this.stderr
  }
}

/** The command as users run it, against a server. */
export class Sojourn {
  readonly environment: NodeJS.ProcessEnv

  constructor(server: Pick<TestServer, 'url' | 'dataDirectory'>, environment: NodeJS.ProcessEnv = {}) {
    this.environment = {
      PATH: process.env.PATH,
      HOME: server.dataDirectory,
      TERM: 'xterm-256color',
      SOJOURN_URL: server.url,
      SOJOURN_DATA: server.dataDirectory,
      ...environment,
    }
  }

  start(...args: string[]): Running {
    return new Running(spawn(process.execPath, [bin, ...args], { env: this.environment, stdio: 'pipe' }))
  }

  /** On a terminal of 100 columns: `script` makes one. What is typed is echoed. */
  startOnTerminal(...args: string[]): Running {
    const quoted = [process.execPath, bin, ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
    const line = `stty cols 100 rows 40; exec ${quoted.join(' ')}`
    return new Running(spawn('script', ['-qefc', line, '/dev/null'], { env: this.environment, stdio: 'pipe' }))
  }

  async run(...args: string[]): Promise<Ended> {
    const running = this.start(...args)
    running.endInput()
    return running.ended
  }

  /** Standard output of a command that must succeed, as the JSON object that it is. */
  async json(...args: string[]): Promise<JsonObject> {
    const { code, stdout, stderr } = await this.run(...args, '--json')
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`)
    return JSON.parse(stdout)
  }
}

/** An input that plays these steps. */
export const script = (...steps: object[]): string => `@script ${JSON.stringify(steps)}`

export const writeFile = {
  tool: { toolId: 'fs', operation: 'write', toolInput: { path: 'a.txt', content: 'hello' } },
}
