import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServerProcess, startServerProcess } from './server-process.ts'

export const repository = join(import.meta.dirname, '..', '..', '..')

/** As `npm start` does it. */
const serverArgs = ['--max-semi-space-size=8', '--import', './scripts/before-server.mjs', 'apps/server/src/main.ts']

/** Made up: the servers of a benchmark listen on the loopback address for a few seconds. */
export const token = 'sojourn-benchmark-token'

export interface SojournServer extends ServerProcess {
  databaseFile: string
}

const serverEnvironment = (directory: string): Record<string, string> => ({
  PORT: '0',
  HOST: '127.0.0.1',
  SOJOURN_DATA: directory,
  SOJOURN_TOKEN: token,
  DATABASE_URL: '',
})

/** An empty directory that is gone when it is disposed of. */
export const temporaryDirectory = async (): Promise<AsyncDisposable & { path: string }> => {
  const path = await mkdtemp(join(tmpdir(), 'sojourn-bench-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** The real server in a process of its own, on a data directory. */
export const startSojournIn = (directory: string, environment: Record<string, string> = {}): Promise<ServerProcess> =>
  startServerProcess({
    args: serverArgs,
    env: { ...serverEnvironment(directory), ...environment },
    cwd: repository,
  })

/** The real server in a process of its own, on an empty data directory, with SQLite at full durability. */
export const startSojourn = async (environment: Record<string, string> = {}): Promise<SojournServer> => {
  const directory = await temporaryDirectory()
  const server = await startSojournIn(directory.path, environment)
  return {
    ...server,
    databaseFile: join(directory.path, 'sojourn.db'),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await directory[Symbol.asyncDispose]()
    },
  }
}

/** Every piece of streamed text an event of its own, so that what is counted is what was said. */
export const everyDelta = { SOJOURN_DELTA_COALESCE_MS: '0' }
