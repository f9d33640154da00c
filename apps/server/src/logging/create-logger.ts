import type { DestinationStream, Logger } from 'pino'
import { pino, stdSerializers } from 'pino'
import { formatLine } from './terminal-line.ts'

const secrets = ['authorization', 'cookie', 'set-cookie', 'token', 'password']

const redactedPaths = secrets.flatMap((name) => {
  const key = `["${name}"]`
  return [`${name.includes('-') ? key : name}`, `*${key}`, `*.*${key}`, `*.headers${key}`]
})

const terminal: DestinationStream = { write: (line) => process.stdout.write(formatLine(line)) }

/** Lines of JSON, or readable ones when standard output is a terminal. Keys that hold secrets are blotted out. */
export const createLogger = (level: string, destination?: DestinationStream): Logger => {
  // Core knows nothing of pino: it says `error`.
  const serializers = { error: stdSerializers.err }
  const options = { level, base: null, serializers, redact: { paths: redactedPaths, censor: '[redacted]' } }
  return pino(options, destination ?? (process.stdout.isTTY ? terminal : pino.destination({ fd: 1, sync: true })))
}
