import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BridgeSubscriber } from '@sojourn/core/ports/bridge-subscriber'
import type { Runner } from '@sojourn/core/ports/runner'
import type { SessionStore } from '@sojourn/core/ports/session-store'
import { createAgentRuntime } from '@sojourn/core/runtime/create-agent-runtime'
import type { Logger } from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { AccessControl } from './access/access-control.ts'
import { isIpAddress } from './access/loopback.ts'
import { loadToken } from './access/token-file.ts'
import type { ServerConfig } from './config/read-config.ts'
import { createServer } from './create-server.ts'
import { ProcessMeter } from './health/process-meter.ts'
import { createLogger } from './logging/create-logger.ts'
import { HttpWebhookSender } from './webhooks/http-webhook-sender.ts'
import { workspaceFolders, workspaceRemover } from './workspace-folders.ts'

/** What a caller may bring instead of what the configuration says. */
export interface ServerOverrides {
  store?: SessionStore
  runners?: readonly Runner[]
  logger?: Logger
  /** Directory of the console's static export. */
  consoleDirectory?: string
}

export interface RunningServer {
  /** Where it answers, for example `http://127.0.0.1:3000`. */
  url: string
  token: string
  logger: Logger
  /** A new link that logs one browser in, once. */
  loginLink(): string
  /** Requeues what executes, ends every stream and connection, closes the store. Never rejects twice: later calls wait. */
  close(): Promise<void>
}

/** Loads only the database that is used. */
const openStore = async ({ database }: ServerConfig): Promise<SessionStore> => {
  if (database.type === 'postgresql') {
    const { openPostgresqlStore } = await import('@sojourn/db/postgresql/open-postgresql-store')
    // A local host takes every session that nobody works on for lost: there must not be a second one.
    return openPostgresqlStore({ url: database.url, access: 'alone' })
  }
  const { openSqliteStore } = await import('@sojourn/db/sqlite/open-sqlite-store')
  return openSqliteStore({ file: database.file, sync: database.sync })
}

const makeRunners = async ({ dataDirectory }: ServerConfig): Promise<readonly Runner[]> => {
  const [{ ScriptedRunner }, { ShellRunner }, { AiSdkRunner }, { AcpRunner }] = await Promise.all([
    import('@sojourn/runners/scripted'),
    import('@sojourn/runners/shell'),
    import('@sojourn/runners/ai-sdk'),
    import('@sojourn/runners/acp'),
  ])
  const acp = new AcpRunner({ owner: createHash('sha256').update(resolve(dataDirectory)).digest('hex').slice(0, 16) })
  // What a server that was killed has left: before anything runs, and once.
  await acp.sweep()
  return [new ScriptedRunner(), new ShellRunner(), new AiSdkRunner(), acp]
}

/** What carries events out of the server. Connects in the background: nobody waits for it. */
const makeBridges = async ({ redisUrl, redisEvents }: ServerConfig, logger: Logger): Promise<BridgeSubscriber[]> => {
  if (redisUrl === undefined) return []
  const { RedisEventsBridge } = await import('@sojourn/cluster/redis-events-bridge')
  return [new RedisEventsBridge({ url: redisUrl, published: redisEvents, logger })]
}

const loadAgents = async () => (await import('@sojourn/runners/scripted/default-agents')).defaultAgents

interface RuntimeParts {
  config: ServerConfig
  overrides: ServerOverrides
  logger: Logger
  meter: ProcessMeter
}

const makeRuntime = async ({ config, overrides, logger, meter }: RuntimeParts) => {
  const [store, runners, agents] = await Promise.all([
    overrides.store ?? openStore(config),
    overrides.runners ?? makeRunners(config),
    loadAgents(),
  ])
  const bridges = await makeBridges(config, logger)
  const making = createAgentRuntime({
    host: { type: 'local', idleUnloadMs: config.idleUnloadMs, maxActiveRuns: config.maxActiveRuns },
    store,
    runners,
    bridges,
    webhookSender: new HttpWebhookSender({
      privateAddresses: config.webhookPrivate,
      version: manifest.version,
    }),
    agents,
    defaultAgentId: config.defaultAgent,
    workspaceOf: workspaceFolders(config),
    removeWorkspace: workspaceRemover(config),
    maintenance: {
      archiveAfter: config.archiveAfter,
      deleteAfter: config.deleteAfter,
      everyMs: config.maintenanceEveryMs,
    },
    version: manifest.version,
    measureProcess: meter.measure,
    deltaCoalesceMs: config.deltaCoalesceMs,
    logger,
  })
  return making.catch(async (error: unknown) => {
    for (const bridge of bridges) await bridge.close?.()
    throw error
  })
}

const consoleExport = fileURLToPath(new URL('../../web/out', import.meta.url))

/** An address that stands for all of a machine's is no address to visit. */
const visitable = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return isIpAddress(host) && host.includes(':') ? `[${host}]` : host
}

/**
 * Starts the whole server and resolves when it answers. Throws when the data directory cannot be used, the database
 * cannot be opened or the port is taken; nothing is left running then.
 */
export const startServer = async (config: ServerConfig, overrides: ServerOverrides = {}): Promise<RunningServer> => {
  const logger = overrides.logger ?? createLogger(config.logLevel)
  await mkdir(config.dataDirectory, { recursive: true, mode: 0o700 })
  const token = config.token ?? (await loadToken(config.dataDirectory))
  const meter = new ProcessMeter()
  const runtime = await makeRuntime({ config, overrides, logger, meter }).catch((error: unknown) => {
    meter.close()
    throw error
  })
  try {
    const access = new AccessControl({ ...config, token })
    const consoleDirectory = overrides.consoleDirectory ?? consoleExport
    const app = await createServer({ config, runtime, access, logger, consoleDirectory })
    const listenTextResolver = (url: string): string => `Sojourn listens on ${url}`
    await app.listen({ host: config.host, port: config.port, listenTextResolver })
    const address = app.server.address()
    const port = typeof address === 'object' && address ? address.port : config.port
    const url = `http://${visitable(config.host)}:${port}`
    let closing: Promise<void> | undefined
    // The runtime first: followers get what its runs still say, then their streams end.
    const stop = async (): Promise<void> => {
      await runtime.shutdown()
      await app.close()
      meter.close()
    }
    const close = (): Promise<void> => {
      closing ??= stop()
      return closing
    }
    return { url, token, logger, loginLink: () => `${url}/login#code=${access.codes.issue().code}`, close }
  } catch (error) {
    await runtime.shutdown()
    meter.close()
    throw error
  }
}
