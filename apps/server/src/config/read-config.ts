import { join, resolve } from 'node:path'
import { isLoopback } from '../access/loopback.ts'
import type { Setting } from './settings.ts'
import { isPostgresql, settings } from './settings.ts'

export type DatabaseConfig =
  /** `file` is absolute. */
  | { type: 'sqlite'; file: string; sync: 'full' | 'normal' }
  /** `url` may hold a password. */
  | { type: 'postgresql'; url: string }

export interface ServerConfig {
  host: string
  port: number
  /** Absolute. */
  dataDirectory: string
  /** Absolute. Sessions may choose to work below these. */
  workspaceRoots: readonly string[]
  database: DatabaseConfig
  /** May hold a password. Undefined: nothing is published. */
  redisUrl: string | undefined
  redisEvents: 'lifecycle' | 'all'
  webhookPrivate: 'refuse' | 'allow'
  auth: 'on' | 'off'
  /** Undefined: the token is kept in the data directory. */
  token: string | undefined
  allowedHosts: readonly string[]
  allowedOrigins: readonly string[]
  defaultAgent: string
  maxActiveRuns: number
  deltaCoalesceMs: number
  idleUnloadMs: number
  /** ISO-8601 durations; undefined: never. */
  archiveAfter: string | undefined
  deleteAfter: string | undefined
  maintenanceEveryMs: number
  maxBodyBytes: number
  maxInputBytes: number
  maxImportBytes: number
  logLevel: string
}

/** The environment does not say what the server needs; every line of the message names a variable and what to write. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

type Environment = Record<string, string | undefined>

/** An empty variable counts as absent, as shells and compose files cannot always leave one out. */
const textOf = (setting: Setting<unknown>, environment: Environment): string | undefined =>
  environment[setting.env] || setting.default

const read = <Value>(setting: Setting<Value>, environment: Environment, problems: string[]): Value | undefined => {
  const text = textOf(setting, environment)
  if (text === undefined) return undefined
  const parsed = setting.schema.safeParse(text)
  if (parsed.success) return parsed.data
  const shown = setting.secret ? 'the given value' : JSON.stringify(text)
  problems.push(`${setting.env}: ${shown} is not valid; write ${setting.write}.`)
  return undefined
}

const databaseOf = (
  url: string | undefined,
  { dataDirectory, directory, sync }: { dataDirectory: string; directory: string; sync: 'full' | 'normal' },
): DatabaseConfig => {
  if (url === undefined) return { type: 'sqlite', file: join(dataDirectory, 'sojourn.db'), sync }
  if (isPostgresql(url)) return { type: 'postgresql', url }
  return { type: 'sqlite', file: resolve(directory, url.slice('file:'.length)), sync }
}

/**
 * Reads the configuration from environment variables. Relative paths are relative to `directory`.
 * Throws ConfigError that names everything that is wrong at once.
 */
export const readConfig = (environment: Environment, directory: string = process.cwd()): ServerConfig => {
  const problems: string[] = []
  const get = <Value>(setting: Setting<Value>): Value => read(setting, environment, problems) as Value
  const dataDirectory = resolve(directory, get(settings.dataDirectory) ?? '')
  const config: ServerConfig = {
    host: get(settings.host),
    port: get(settings.port),
    dataDirectory,
    workspaceRoots: get(settings.workspaceRoots),
    database: databaseOf(get(settings.databaseUrl), { dataDirectory, directory, sync: get(settings.sqliteSync) }),
    redisUrl: get(settings.redisUrl),
    redisEvents: get(settings.redisEvents),
    webhookPrivate: get(settings.webhookPrivate),
    auth: get(settings.auth),
    token: get(settings.token),
    allowedHosts: get(settings.allowedHosts),
    allowedOrigins: get(settings.allowedOrigins),
    defaultAgent: get(settings.defaultAgent),
    maxActiveRuns: get(settings.maxActiveRuns),
    deltaCoalesceMs: get(settings.deltaCoalesceMs),
    idleUnloadMs: get(settings.idleUnloadMs),
    archiveAfter: get(settings.archiveAfter),
    deleteAfter: get(settings.deleteAfter),
    maintenanceEveryMs: get(settings.maintenanceEveryMs),
    maxBodyBytes: get(settings.maxBodyBytes),
    maxInputBytes: get(settings.maxInputBytes),
    maxImportBytes: get(settings.maxImportBytes),
    logLevel: get(settings.logLevel),
  }
  if (config.auth === 'off' && !isLoopback(config.host)) {
    problems.push('SOJOURN_AUTH: off is accepted only on a loopback address; write SOJOURN_AUTH=on or HOST=127.0.0.1.')
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}
