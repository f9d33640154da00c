import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { SojournError } from '@sojourn/contract/error'
import { commandEnvironment } from '../process/command-environment.ts'
import { endProcessGroup } from '../process/process-group.ts'
import type { AcpSettings } from './acp-settings.ts'
import { markVariable, sweepMarked } from './marked-processes.ts'
import { wordsOf } from './words-of.ts'

/** Between the end of its input and SIGTERM, and between that and SIGKILL, milliseconds. */
const leaveMs = 1_000
const termMs = 2_000
/** The end of what the agent wrote to stderr is kept for error messages, characters. */
const maxComplaint = 2_000

export interface AgentProcessOptions {
  settings: AcpSettings
  cwd: string
  /** Unique for this process; its children inherit it. */
  mark: string
}

const environmentOf = ({ env, passEnv }: AcpSettings, mark: string): Record<string, string> => {
  const passed = passEnv.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return { ...commandEnvironment(), ...Object.fromEntries(passed), ...env, [markVariable]: mark }
}

const startError = (error: unknown, { command, installHint }: AcpSettings): SojournError => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const hint = installHint ?? 'install it on the server, or name its path in the agent’s setting `command`'
  const words =
    code === 'ENOENT'
      ? `There is no program ${command} on this server: ${hint}`
      : `${command} could not be started: ${wordsOf(error)}`
  return new SojournError('RUN_NOT_RUNNABLE', words, { cause: error })
}

const spawned = (child: ChildProcessWithoutNullStreams): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })

/** An agent's process, with the group that it leads and whatever it started elsewhere. */
export class AgentProcess {
  readonly child: ChildProcessWithoutNullStreams
  readonly pid: number
  /** Resolves with words on how it ended. */
  readonly exited: Promise<string>
  readonly #mark: string
  #complaint = ''
  #ending: Promise<void> | null = null

  private constructor(child: ChildProcessWithoutNullStreams, pid: number, mark: string) {
    this.child = child
    this.pid = pid
    this.#mark = mark
    this.exited = new Promise((resolve) =>
      child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `ended by ${signal}`)),
    )
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-maxComplaint)
    })
    // A pipe of a process that is gone: `exited` says so.
    child.stdin.on('error', () => {})
    child.on('error', () => {})
  }

  /** Throws RUN_NOT_RUNNABLE in words that say what to install when there is no such program. */
  static async start({ settings, cwd, mark }: AgentProcessOptions): Promise<AgentProcess> {
    await mkdir(cwd, { recursive: true, mode: 0o700 })
    try {
      const env = environmentOf(settings, mark)
      const child = spawn(settings.command, settings.args, { cwd, env, detached: true, stdio: 'pipe' })
      child.stdin.on('error', () => {})
      await spawned(child)
      if (child.pid === undefined) throw new Error('it has no process id')
      return new AgentProcess(child, child.pid, mark)
    } catch (error) {
      throw startError(error, settings)
    }
  }

  /** The end of what it wrote to stderr, in one line; '' when it wrote nothing. */
  get complaint(): string {
    return this.#complaint.trim().split('\n').slice(-5).join(' · ')
  }

  /** Lets it leave, then ends it and everything that it started. Resolves when they are gone; never throws. */
  end(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  async #end(): Promise<void> {
    this.child.stdin.end()
    const waiting = new AbortController()
    await Promise.race([this.exited, delay(leaveMs, undefined, { signal: waiting.signal }).catch(() => {})])
    waiting.abort()
    await endProcessGroup(this.pid, termMs)
    await sweepMarked((mark) => mark === this.#mark)
    this.child.stdout.destroy()
    this.child.stderr.destroy()
  }
}
