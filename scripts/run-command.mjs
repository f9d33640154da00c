// Plain JavaScript: the bootstrap needs it before anything that runs TypeScript is there.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the checkout, absolute. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
/** Where the installed commands are, the pinned Node among them. */
export const BIN = join(ROOT, 'node_modules', '.bin')

/** The process groups that are running, by the id of their leader.
 * @type {Set<number>} */
const groups = new Set()

/**
 * Runs a command at the root, in a process group of its own, with its output on ours (`quiet`: only when it fails).
 * Resolves with what went wrong (`exit code 1`, `SIGKILL`, …), undefined when it went well; never rejects.
 * After `timeoutMs` the whole group is killed.
 * @param {readonly [string, ...string[]]} command
 * @param {{ env?: Record<string, string>, timeoutMs?: number, quiet?: boolean }} [options]
 * @returns {Promise<string | undefined>}
 */
export function runCommand([file, ...args], { env = {}, timeoutMs, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      env: {
        ...process.env,
        PATH: `${BIN}:${process.env.PATH}`,
        NEXT_TELEMETRY_DISABLED: '1',
        TURBO_TELEMETRY_DISABLED: '1',
        TURBO_NO_UPDATE_NOTIFIER: '1',
        ...env,
      },
    })
    const { pid } = child
    if (pid) groups.add(pid)
    const timer = timeoutMs && pid ? setTimeout(() => signalGroup(pid, 'SIGKILL'), timeoutMs) : undefined
    /** @type {Buffer[]} */
    const held = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => held.push(chunk))
    const settle = (/** @type {string | undefined} */ fault) => {
      clearTimeout(timer)
      if (pid) groups.delete(pid)
      if (fault) process.stderr.write(Buffer.concat(held))
      resolve(fault)
    }
    child.once('error', (error) => settle(error.message))
    child.once('close', (code, signal) => settle(code === 0 ? undefined : (signal ?? `exit code ${code}`)))
  })
}

/** From here on, a signal to this process, or the loss of its parent, ends it and every command that it runs. */
export function endWithSignals() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(signal, () => end(signal))
  // npm signals the shell between itself and us: that our parent is gone is all that we learn of it.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && end('SIGTERM'), 200).unref()
}

/** @param {NodeJS.Signals} signal */
function end(signal) {
  for (const pid of groups) signalGroup(pid, signal)
  process.exit(signal === 'SIGINT' ? 130 : 143)
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch {
    // It has ended by itself.
  }
}
