import { createSojourn, type Sojourn } from '@sojourn/sdk'
import { connectionFrom } from './environment.ts'
import { Output } from './output/output.ts'

/** What a command works with. */
export interface Cli {
  sojourn: Sojourn
  url: string
  token: string | undefined
  output: Output
  /** Machine-readable output: JSON, and JSON Lines for streams. */
  json: boolean
  /** Somebody sits at the terminal and can be asked. */
  interactive: boolean
  environment: NodeJS.ProcessEnv
  /** Aborts with the first Ctrl-C; the second one ends the process. */
  signal: AbortSignal
}

export const openCli = (options: { url?: string | undefined; json: boolean }): Cli => {
  const { url, token } = connectionFrom(process.env, options)
  return {
    sojourn: createSojourn({ url, token }),
    url,
    token,
    output: new Output(process),
    json: options.json,
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true && !options.json,
    environment: process.env,
    signal: interruptSignal(),
  }
}

const interruptSignal = (): AbortSignal => {
  const interrupted = new AbortController()
  process.on('SIGINT', () => {
    if (interrupted.signal.aborted) process.exit(130)
    interrupted.abort()
  })
  return interrupted.signal
}
