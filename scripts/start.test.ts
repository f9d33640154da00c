import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ROOT } from './run-command.mjs'

const START_TIMEOUT_MS = 120_000

let data: string
let npm: ChildProcess | undefined

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'sojourn-start-'))
})
afterEach(() => {
  if (npm?.pid && npm.exitCode === null && npm.signalCode === null) process.kill(-npm.pid, 'SIGKILL')
  rmSync(data, { recursive: true })
})

test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
  '[S6] %s to npm alone ends the server and everything it started',
  async (signal) => {
    const port = await freePort()
    const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', SOJOURN_DATA: data }
    npm = spawn('npm', ['start'], { cwd: ROOT, env, detached: true, stdio: 'ignore' })
    const ended = once(npm, 'exit')
    await untilItAnswers(port, npm)
    const family = descendants(npm.pid)
    expect(family.length).toBeGreaterThan(0)

    npm.kill(signal)
    await ended
    await expect.poll(() => family.filter(isRunning), { timeout: 5_000 }).toEqual([])
  },
  START_TIMEOUT_MS,
)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (typeof address !== 'object' || address === null) throw new Error('A TCP server has an address with a port.')
  return address.port
}

/** A starting process has no event to wait for across npm: ask until it answers. */
async function untilItAnswers(port: number, starting: ChildProcess): Promise<void> {
  while (starting.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/live`).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer) return
    await delay(50)
  }
  throw new Error(`npm start ended with exit code ${starting.exitCode}.`)
}

function descendants(root: number | undefined): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const rows = table
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
  const childrenOf = (parent: number | undefined): number[] =>
    rows.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid, ...childrenOf(pid)] : []))
  return childrenOf(root)
}

/** A process that has ended and that nobody has asked about (a zombie) is not running. */
function isRunning(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z')
  } catch {
    return false
  }
}
