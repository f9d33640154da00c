import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { SojournError } from '@sojourn/contract/error'
import { rgPath } from '@vscode/ripgrep'
import { commandEnvironment } from '../../process/command-environment.ts'

/** Longest time that one search may take, milliseconds. */
const maxMs = 20_000

export interface RipgrepOptions {
  args: readonly string[]
  /** Absolute path of the directory that it works in. */
  cwd: string
  signal: AbortSignal
  /** Gets each line of output; false ends the search. */
  onLine: (line: string) => boolean
}

/**
 * Runs ripgrep, which comes with the packages. Its patterns take time linear in the text, whatever a model writes. Throws
 * TOOL_FAILED when it cannot use what it was given, and the signal's reason when aborted.
 */
export const runRipgrep = async ({ args, cwd, signal, onLine }: RipgrepOptions): Promise<{ timedOut: boolean }> => {
  signal.throwIfAborted()
  const limit = AbortSignal.timeout(maxMs)
  const child = spawn(rgPath, ['--no-config', ...args], {
    cwd,
    env: commandEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.any([signal, limit]),
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, 2_000)
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => (limit.aborted || signal.aborted ? resolve(null) : reject(error)))
    child.once('close', resolve)
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (onLine(line)) continue
    child.kill()
    break
  }
  const code = await ended
  signal.throwIfAborted()
  // 1: nothing was found. 2: something could not be read or understood, and what was found counts nevertheless.
  if (code === 2 && /regex|pattern|glob|unrecognized/i.test(complaint))
    throw new SojournError('TOOL_FAILED', complaint.trim())
  return { timedOut: limit.aborted }
}
