import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { JSONRPCMessage, MCPTransport } from '@ai-sdk/mcp'
import { SojournError } from '@sojourn/contract/error'
import { commandEnvironment } from '../../process/command-environment.ts'
import { endProcessGroup, type ProcessGroups } from '../../process/process-group.ts'
import type { StdioServerSettings } from '../ai-sdk-settings.ts'

/** How long a server has to end by itself when its input ends, and again after SIGTERM, milliseconds. */
const graceMs = 1_000
/** What is kept of what a server complains, characters. */
const maxComplaint = 1_000

export interface StdioTransportOptions {
  settings: StdioServerSettings
  /** Where the server works; created when it is missing. */
  workspace: string
  groups: ProcessGroups
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/**
 * The way to an MCP server that is a program of its own: one message a line. It has a process group of its own, which is
 * ended with it, and sees none of the server's secrets. What it prints that is no message is passed over.
 */
export class StdioTransport implements MCPTransport {
  readonly #options: StdioTransportOptions
  #child: Child | null = null
  #complaint = ''
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage) => void

  constructor(options: StdioTransportOptions) {
    this.#options = options
  }

  /** The last that the server printed on its error output. */
  get complaint(): string {
    return this.#complaint.trim()
  }

  /** True once its program has ended. */
  get hasEnded(): boolean {
    const child = this.#child
    return child === null || child.exitCode !== null || child.signalCode !== null
  }

  async start(): Promise<void> {
    const { settings, workspace, groups } = this.#options
    const { command, args, env } = settings
    if (groups.ended) throw new SojournError('SHUTTING_DOWN', 'No program is started any more: the host stops')
    await mkdir(workspace, { recursive: true, mode: 0o700 })
    const child = spawn(command, args, {
      cwd: workspace,
      env: commandEnvironment(env),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#child = child
    if (child.pid !== undefined) groups.add(child.pid)
    this.#listen(child)
    try {
      await once(child, 'spawn')
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      const words = missing ? `the program ${command} is not installed` : String(error)
      throw new SojournError('TOOL_FAILED', `It could not be started: ${words}`, { cause: error })
    }
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const input = this.#child?.stdin
    if (!input?.writable) throw new SojournError('TOOL_FAILED', 'It has ended')
    if (!input.write(`${JSON.stringify(message)}\n`)) await once(input, 'drain')
  }

  async close(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child?.pid === undefined) return
    child.stdin.end()
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve()
    await Promise.race([ended, delay(graceMs, undefined, { ref: false })])
    await endProcessGroup(child.pid, graceMs)
    this.#options.groups.delete(child.pid)
  }

  #listen(child: Child): void {
    child.on('error', (error) => this.onerror?.(error))
    child.stdin.on('error', (error) => this.onerror?.(error))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-maxComplaint)
    })
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = messageOf(line)
      if (message) this.onmessage?.(message)
    })
    child.once('close', () => this.onclose?.())
  }
}

const messageOf = (line: string): JSONRPCMessage | null => {
  try {
    const message: unknown = JSON.parse(line)
    return typeof message === 'object' && message !== null && 'jsonrpc' in message ? (message as JSONRPCMessage) : null
  } catch {
    return null
  }
}
