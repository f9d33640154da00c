import { type ChildProcess, spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { SojournError } from '@sojourn/contract/error'
import { endProcessGroup, type ProcessGroups } from './process-group.ts'

/** Time between SIGTERM and SIGKILL when a command is cancelled, milliseconds. */
export const cancelGraceMs = 5000
/** The same for what a command left running in the background when it ended, milliseconds. */
const leftoverGraceMs = 1000
/** How long output may stay silent after the end before it is given up: a process outside of the group holds it open. */
const silentMs = 500

export interface CommandOptions {
  command: string
  /** The shell's path or name; it gets the command as one argument after `-c`. */
  shell: string
  /** Absolute path; must exist. */
  cwd: string
  env: Record<string, string>
  /** Ends the whole process group: SIGTERM, `graceMs`, SIGKILL. */
  signal: AbortSignal
  graceMs?: number
  /** Where the group is known while it runs. */
  groups: ProcessGroups
  /** Gets stdout and stderr, in the order in which they arrive. The command waits while it is pending. */
  onOutput: (text: string) => Promise<void>
}

/** `exitCode` is null when a signal ended the shell. */
export type CommandEnd = { exitCode: number | null; signal: string | null }

const startError = (error: unknown, options: CommandOptions): SojournError => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const words =
    code === 'ENOENT'
      ? `the shell ${options.shell} does not exist`
      : code === 'E2BIG'
        ? 'the command is too long for this system'
        : error instanceof Error
          ? error.message
          : String(error)
  return new SojournError('TOOL_FAILED', `The command could not be started: ${words}`, { cause: error })
}

const checkDirectory = async (cwd: string): Promise<void> => {
  const found = await stat(cwd).catch(() => null)
  if (!found?.isDirectory()) throw new SojournError('TOOL_FAILED', 'The working directory does not exist')
}

/** Reads both streams to their end and knows whether it waits for the processes or for its own consumer. */
class OutputReader {
  #waitingSince: number | null = performance.now()
  readonly #onOutput: (text: string) => Promise<void>
  readonly #streams: readonly Readable[]
  readonly done: Promise<void>
  #gaveUp = false

  constructor(streams: readonly Readable[], onOutput: (text: string) => Promise<void>) {
    this.#streams = streams
    this.#onOutput = onOutput
    this.done = Promise.all(streams.map((stream) => this.#read(stream))).then(() => undefined)
  }

  async #read(stream: Readable): Promise<void> {
    stream.setEncoding('utf8')
    try {
      for await (const text of stream) {
        this.#waitingSince = null
        // Databases refuse the null character in text.
        await this.#onOutput(String(text).replaceAll('\0', '\uFFFD'))
        this.#waitingSince = performance.now()
      }
    } catch (error) {
      if (!this.#gaveUp) throw error
    }
  }

  /** Reads what is left after the processes have ended; gives up on a pipe that somebody else keeps open in silence. */
  async finish(): Promise<void> {
    const ended = this.done.then(() => true)
    for (;;) {
      if (await Promise.race([ended, delay(silentMs / 5, false)])) return
      if (this.#waitingSince !== null && performance.now() - this.#waitingSince > silentMs) break
    }
    this.#gaveUp = true
    for (const stream of this.#streams) stream.destroy()
    await this.done
  }
}

const exitOf = (child: ChildProcess): Promise<CommandEnd> =>
  new Promise((resolve) => child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })))

const spawned = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })

const start = async (options: CommandOptions) => {
  await checkDirectory(options.cwd)
  options.signal.throwIfAborted()
  if (options.groups.ended) throw new SojournError('SHUTTING_DOWN', 'No command is started any more: the host stops')
  try {
    const { command, shell, cwd, env } = options
    const child = spawn(shell, ['-c', command], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const exit = exitOf(child)
    if (child.pid !== undefined) options.groups.add(child.pid)
    await spawned(child)
    if (child.pid === undefined) throw new Error('it has no process id')
    return { child, exit, groupId: child.pid }
  } catch (error) {
    throw startError(error, options)
  }
}

/**
 * Executes a command in a process group of its own. When it ends, what it left running in that group is ended too:
 * nothing outlives its run. Throws the signal's reason when cancelled (after the group is gone), TOOL_FAILED when the
 * command cannot be started, and what `onOutput` throws. An exit code other than 0 is an answer, not an error.
 */
export const runCommand = async (options: CommandOptions): Promise<CommandEnd> => {
  const { child, exit, groupId } = await start(options)
  const output = new OutputReader([child.stdout, child.stderr], options.onOutput)
  let ending: Promise<void> | null = null
  const end = (graceMs: number): Promise<void> => {
    ending ??= endProcessGroup(groupId, graceMs)
    return ending
  }
  const cancel = () => void end(options.graceMs ?? cancelGraceMs)
  options.signal.addEventListener('abort', cancel, { once: true })
  if (options.signal.aborted) cancel()
  // Who does not take the output any more does not want the rest of the command either.
  output.done.catch(cancel)
  try {
    const result = await exit
    await end(leftoverGraceMs)
    await output.finish()
    options.signal.throwIfAborted()
    return result
  } finally {
    options.signal.removeEventListener('abort', cancel)
    options.groups.delete(groupId)
  }
}
