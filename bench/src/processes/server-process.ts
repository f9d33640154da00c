import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { HttpConnection } from '../client/http-connection.ts'

export interface ServerCommand {
  /** Arguments of the Node that runs the benchmark. */
  args: readonly string[]
  env: Record<string, string>
  cwd: string
}

export interface ServerProcess extends AsyncDisposable {
  /** Where it listens, without a path. */
  url: string
  pid: number
  /** Ends it as a power cut would; resolves when it is gone. */
  kill: () => Promise<void>
}

const address = /http:\/\/[\w.:[\]-]+:\d+/

/** Throws when it is not ready. */
export const expectReady = async ({ url }: { url: string }): Promise<void> => {
  const connection = await HttpConnection.open(url)
  const { status } = await connection.send({ method: 'GET', path: '/health/ready' })
  connection.close()
  if (status !== 200) throw new Error(`/health/ready answered ${status}`)
}

/** Resident memory of a process, MiB. Linux only. */
export const memoryOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024

/** Linux counts in hundredths of a second, whatever its own clock does. */
const msPerTick = 10

/** Processor time that a process has taken so far, milliseconds. Linux only. */
export const processorTimeOf = (pid: number): number => {
  // What stands before the last bracket is the program's name, which may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * msPerTick
}

const firstAddress = async (child: ChildProcess): Promise<string> => {
  if (!child.stdout) throw new Error('The server has no standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    const found = address.exec(line)?.[0]
    if (found === undefined) continue
    // What it says from now on is of no interest, but must not fill the pipe.
    child.stdout.resume()
    return found
  }
  throw new Error(`A server ended before it listened (exit code ${child.exitCode})`)
}

/** Starts a server as a process of its own; resolves when it has printed its address. Disposing ends it. */
export const startServerProcess = async ({ args, env, cwd }: ServerCommand): Promise<ServerProcess> => {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const url = await firstAddress(child)
  return {
    url,
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
