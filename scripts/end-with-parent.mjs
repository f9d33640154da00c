// Loaded before the server by `npm start`. npm passes SIGINT and SIGTERM on; when it goes in any other way
// (SIGHUP, SIGKILL), the server finds itself with another parent and stops as it would on SIGTERM.
import { isMainThread } from 'node:worker_threads'

const parent = process.ppid
if (isMainThread) setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 500).unref()
