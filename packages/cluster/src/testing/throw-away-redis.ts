import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createClient } from '@redis/client'

/** A message as a listener gets it. */
export interface HeardMessage {
  event_type: string
  aggregate_type: string
  aggregate_id: string
  payload: Record<string, unknown>
}

/** Somebody who listens to a channel. */
export interface RedisListener extends AsyncDisposable {
  heard: readonly HeardMessage[]
  /** Resolves when the condition holds; looked at with every message. */
  until(condition: (heard: readonly HeardMessage[]) => boolean): Promise<void>
}

/** A Redis server of a test's own, on a free port; it keeps nothing. Disposing of it ends it. */
export interface ThrowAwayRedis extends AsyncDisposable {
  url: string
  /** Ends the server as by a power cut. */
  stop(): Promise<void>
  /** Brings it back, reachable by `listen` alone: a listener can be there before anybody publishes. */
  start(): Promise<void>
  /** Lets everybody in, at the same address as before. */
  open(): Promise<void>
  listen(channel: string): Promise<RedisListener>
}

const program = (): string => {
  const path = process.env.SOJOURN_REDIS_SERVER ?? '/usr/bin/redis-server'
  if (existsSync(path)) return path
  throw new Error(
    'These tests need Redis (Debian: apt-get install redis-server), or SOJOURN_REDIS_SERVER with its path',
  )
}

const socketIn = (folder: string): string => join(folder, 'redis.sock')

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free')
  return address.port
}

const startServer = async (folder: string): Promise<ChildProcess> => {
  const args = ['--port', '0', '--unixsocket', socketIn(folder), '--save', '', '--appendonly', 'no', '--dir', folder]
  const server = spawn(program(), args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  if (!server.stdout) throw new Error('Redis has no standard output')
  for await (const line of createInterface({ input: server.stdout })) {
    said.push(line)
    if (!/ready to accept connections/i.test(line)) continue
    // What it says from now on is of no interest, but must not fill the pipe.
    server.stdout.resume()
    return server
  }
  throw new Error(`Redis did not start:\n${said.join('\n')}`)
}

const openPort = async (folder: string, port: number): Promise<void> => {
  const client = createClient({ socket: { path: socketIn(folder), tls: false } })
  await client.connect()
  await client.configSet({ bind: '127.0.0.1', port: String(port) })
  client.destroy()
}

const end = async (server: ChildProcess | undefined): Promise<void> => {
  if (!server || server.exitCode !== null || server.signalCode !== null) return
  const exited = once(server, 'exit')
  server.kill('SIGKILL')
  await exited
}

const listen = async (folder: string, channel: string): Promise<RedisListener> => {
  const client = createClient({ socket: { path: socketIn(folder), tls: false, reconnectStrategy: false } })
  // Its server may be taken away on purpose.
  client.on('error', () => {})
  await client.connect()
  const heard: HeardMessage[] = []
  const waiting = new Set<() => void>()
  await client.subscribe(channel, (text) => {
    heard.push(JSON.parse(text) as HeardMessage)
    for (const resolve of waiting) resolve()
    waiting.clear()
  })
  return {
    heard,
    async until(condition) {
      while (!condition(heard)) await new Promise<void>((resolve) => waiting.add(resolve))
    },
    async [Symbol.asyncDispose]() {
      if (client.isOpen) client.destroy()
    },
  }
}

/** Starts a server. Throws with what to install when there is no Redis. */
export const openThrowAwayRedis = async (): Promise<ThrowAwayRedis> => {
  // Not in the folder for temporary files that the environment names: the path of a socket may have 107 bytes.
  const folder = mkdtempSync('/tmp/sojourn-redis-')
  const port = await freePort()
  let server: ChildProcess | undefined
  const start = async (): Promise<void> => {
    server = await startServer(folder)
  }
  const endWithUs = (): void => void server?.kill('SIGKILL')
  process.once('exit', endWithUs)
  await start()
  await openPort(folder, port)
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => end(server),
    start,
    open: () => openPort(folder, port),
    listen: (channel) => listen(folder, channel),
    async [Symbol.asyncDispose]() {
      process.off('exit', endWithUs)
      await end(server)
      rmSync(folder, { recursive: true })
    },
  }
}
