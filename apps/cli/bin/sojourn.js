#!/usr/bin/env node
// The command runs from its TypeScript source, which needs Node 24 or newer. On an older Node, the one that
// is installed with the packages takes over: its signals, its exit code and its end are this process's.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST_NODE = 24
const main = new URL('../src/main.ts', import.meta.url)

if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) await import(main.href)
else handOver(pinnedNode(fileURLToPath(import.meta.url)))

/** The nearest `node_modules/.bin/node` above a file, or undefined. */
function pinnedNode(file) {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', '.bin', 'node')
    if (existsSync(candidate)) return candidate
  }
}

function handOver(node) {
  if (!node) {
    process.stderr.write(`sojourn needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}.\n`)
    process.exit(1)
  }
  // The channel tells the child that this process is gone, even when it was killed outright.
  const child = spawn(
    node,
    ['--import', new URL('./end-with-parent.js', import.meta.url).href, fileURLToPath(main), ...process.argv.slice(2)],
    {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    },
  )
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
    // A terminal sends Ctrl-C to both of us; passing it on as well would count as pressed twice.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal))
  }
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}
