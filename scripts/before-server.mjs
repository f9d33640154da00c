// Loaded before the server by `npm start`.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

const FLUSH_AFTER_MS = 5_000
const PARENT_CHECK_MS = 500

if (isMainThread) {
  compileOnce()
  endWithParent()
}

/** Keeps stripped and compiled sources, so that only the first start pays for the types (docs/decisions/0001). */
function compileOnce() {
  enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'node'))
  setTimeout(flushCompileCache, FLUSH_AFTER_MS).unref()
}

/**
 * npm passes SIGINT and SIGTERM on. When it goes in any other way (SIGHUP, SIGKILL), the server finds itself with
 * another parent, and stops as it would on SIGTERM.
 */
function endWithParent() {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), PARENT_CHECK_MS).unref()
}
