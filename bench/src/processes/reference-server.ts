import { join } from 'node:path'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import { repository, temporaryDirectory } from './sojourn-server.ts'

/** Starts a file of `references/` in a process of its own, with an empty directory as its first argument. */
export const startReference = async (file: string, ...args: readonly string[]): Promise<ServerProcess> => {
  const directory = await temporaryDirectory()
  const path = join(import.meta.dirname, '..', 'references', file)
  const server = await startServerProcess({ args: [path, directory.path, ...args], env: {}, cwd: repository })
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await directory[Symbol.asyncDispose]()
    },
  }
}
