import { SojournError } from '@sojourn/contract/error'
import { ConfigError, readConfig } from './config/read-config.ts'
import { startServer } from './start-server.ts'
import { superviseProcess } from './supervise-process.ts'

/** What a person can do something about is said in a sentence; everything else with its stack. */
const explain = (error: unknown): string => {
  if (error instanceof ConfigError) return error.message
  if (error instanceof SojournError && error.code === 'STORE_UNAVAILABLE') return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'PORT: another program listens there already; stop it, or write another port, for example PORT=3001.'
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

try {
  const config = readConfig(process.env)
  const server = await startServer(config)
  superviseProcess(server)
  if (config.auth === 'off') server.logger.warn('SOJOURN_AUTH=off: every program of this machine may use this server')
  else server.logger.info(`Log in with ${server.loginLink()} (once, within 15 minutes)`)
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
}
