import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface ServerProcess {
  url: string
  token: string
  directory: string
  /** Everything it has printed so far. */
  output(): string
  kill(signal: NodeJS.Signals): void
  /** Resolves with its exit code, null when a signal ended it. */
  exited: Promise<number | null>
  [Symbol.asyncDispose](): Promise<void>
}

/** Runs `main.ts` as a user would. `ready` is false when it ended before it listened. */
export const startServerProcess = async (
  environment: Record<string, string> = {},
): Promise<ServerProcess & { ready: boolean }> => {
  const directory = await mkdtemp(join(tmpdir(), 'sojourn-process-'))
  const child = spawn(process.execPath, [main], {
    cwd: directory,
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'trace', ...environment },
  })
  const data = environment.SOJOURN_DATA ?? join(directory, '.sojourn')
  let output = ''
  const exited = once(child, 'close').then(([code]) => code as number | null)
  const ready = new Promise<boolean>((resolve) => {
    const read = (chunk: Buffer): void => {
      output += chunk
      if (output.includes('Log in with')) resolve(true)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void exited.then(() => resolve(false))
  })
  const isReady = await ready
  return {
    ready: isReady,
    url: /listens on (http:\/\/[^"\s]+)/.exec(output)?.[1] ?? '',
    // No token file: the caller gave the token, or the server never came up.
    token: environment.SOJOURN_TOKEN ?? (await readFile(join(data, 'token'), 'utf8').catch(() => '')).trim(),
    directory,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
      await rm(directory, { recursive: true, force: true })
    },
  }
}
