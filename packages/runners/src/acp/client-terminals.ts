import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type {
  CreateTerminalRequest,
  CreateTerminalResponse,
  TerminalExitStatus,
  TerminalOutputRequest,
  TerminalOutputResponse,
} from '@agentclientprotocol/sdk/unstable'
import { SojournError } from '@sojourn/contract/error'
import { commandEnvironment } from '../process/command-environment.ts'
import { endProcessGroup } from '../process/process-group.ts'
import { resolveInWorkspace } from '../workspace/workspace-path.ts'
import { markVariable } from './marked-processes.ts'

/** Output that is kept of a command, unless the agent wants less, characters: the end of it. */
const maxOutput = 1_000_000
const graceMs = 2_000

interface Terminal {
  child: ChildProcess
  output: string
  truncated: boolean
  limit: number
  exit: TerminalExitStatus | null
  exited: Promise<TerminalExitStatus>
}

const named = ({ terminalId }: { terminalId: string }) => terminalId

/** Runs commands for an agent that does not do it itself, in its working directory and with its mark. */
export class ClientTerminals {
  readonly #root: string
  readonly #mark: string
  readonly #terminals = new Map<string, Terminal>()

  constructor(root: string, mark: string) {
    this.#root = root
    this.#mark = mark
  }

  async create(request: CreateTerminalRequest): Promise<CreateTerminalResponse> {
    const { command, args = [], env = [], cwd, outputByteLimit } = request
    const { absolute } = await resolveInWorkspace(this.#root, cwd ?? this.#root)
    const extra = Object.fromEntries(env.map(({ name, value }) => [name, value]))
    const environment = { ...commandEnvironment(extra), [markVariable]: this.#mark }
    const child = spawn(command, args, {
      cwd: absolute,
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const started = Promise.withResolvers<void>()
    child.once('spawn', started.resolve)
    child.once('error', started.reject)
    const exited = new Promise<TerminalExitStatus>((resolve) =>
      child.once('close', (exitCode, signal) => resolve({ exitCode, signal })),
    )
    const limit = Math.min(outputByteLimit ?? maxOutput, maxOutput)
    const terminal: Terminal = { child, output: '', truncated: false, limit, exit: null, exited }
    void exited.then((exit) => {
      terminal.exit = exit
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => keep(terminal, text))
    }
    await started.promise
    const terminalId = randomUUID()
    this.#terminals.set(terminalId, terminal)
    return { terminalId }
  }

  async output(request: TerminalOutputRequest): Promise<TerminalOutputResponse> {
    const { output, truncated, exit } = this.#get(named(request))
    return { output, truncated, exitStatus: exit }
  }

  waitForExit(request: { terminalId: string }): Promise<TerminalExitStatus> {
    return this.#get(named(request)).exited
  }

  async kill(request: { terminalId: string }): Promise<Record<string, never>> {
    const { child } = this.#get(named(request))
    if (child.pid !== undefined) await endProcessGroup(child.pid, graceMs)
    return {}
  }

  async release(request: { terminalId: string }): Promise<Record<string, never>> {
    await this.kill(request)
    this.#terminals.delete(named(request))
    return {}
  }

  /** What a command of the agent has said so far: for people who look on. */
  outputOf(terminalId: string): { output: string; exit: TerminalExitStatus | null } | null {
    return this.#terminals.get(terminalId) ?? null
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#terminals.keys()].map((terminalId) => this.release({ terminalId })))
  }

  #get(terminalId: string): Terminal {
    const terminal = this.#terminals.get(terminalId)
    if (!terminal) throw new SojournError('TOOL_FAILED', `There is no terminal ${terminalId}`)
    return terminal
  }
}

const keep = (terminal: Terminal, text: string): void => {
  const whole = terminal.output + text
  terminal.truncated ||= whole.length > terminal.limit
  terminal.output = whole.slice(-terminal.limit)
}
