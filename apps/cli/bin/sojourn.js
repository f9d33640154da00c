#!/usr/bin/env node
// The command runs from its TypeScript source, which needs Node 24 or newer. On an older Node, the one that
// is installed with the packages takes over: its signals, its exit code and its end are this process's.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST_NODE = 24
const here = import.meta.dirname ?? dirname(fileURLToPath(import.meta.url))

if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) await runHere()
else handOver(pinnedNode())

async function runHere() {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(join(here, '..', 'node_modules', '.cache', 'node'))
  await import('../src/main.ts')
}

/** The nearest `node_modules/.bin/node` above this file, if there is one. */
function pinnedNode() {
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', '.bin', 'node')
    if (existsSync(candidate)) return candidate
  }
  return undefined
}

/** @param {string | undefined} node */
function handOver(node) {
  if (!node) {
    process.stderr.write(`sojourn needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}.\n`)
    process.exit(1)
  }
  // The channel tells the child when this process is gone, even when it was killed outright.
  const command = ['--import', join(here, 'end-with-parent.js'), join(here, 'sojourn.js'), ...process.argv.slice(2)]
  const child = spawn(node, command, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to both of us: passed on as well, it would count as pressed twice.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
}
