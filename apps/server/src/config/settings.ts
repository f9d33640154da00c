import { isAbsolute } from 'node:path'
import { z } from 'zod'

/**
 * One setting: the environment variable it is read from, what it is when absent, and what a person reads about it. The
 * parser of the environment, its error messages and docs/configuration.md come from these definitions alone.
 */
export interface Setting<Value> {
  env: string
  /** As one would write it; undefined = there is no default value, and `doc` says what happens then. */
  default: string | undefined
  schema: z.ZodType<Value, string>
  /** Ends the sentence "write …" when the value is not valid. */
  write: string
  doc: string
  /** Never shown in messages. */
  secret?: true
}

const define = <Value>(setting: Setting<Value>): Setting<Value> => setting

const wholeNumber = (min: number, max: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(min).max(max))

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
)

export const isPostgresql = (url: string): boolean => /^postgres(ql)?:\/\//.test(url)

const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text)

const KILOBYTE = 1024
const MEGABYTE = 1024 * KILOBYTE

export const settings = {
  host: define({
    env: 'HOST',
    default: '127.0.0.1',
    schema: z.string().min(1),
    write: 'an address of this machine, for example HOST=127.0.0.1',
    doc: 'Address to listen on. `0.0.0.0` or `::` make the server reachable from other machines.',
  }),
  port: define({
    env: 'PORT',
    default: '3000',
    schema: wholeNumber(0, 65_535),
    write: 'a whole number from 0 to 65535, for example PORT=3000',
    doc: 'Port to listen on; `0` takes any free one.',
  }),
  dataDirectory: define({
    env: 'SOJOURN_DATA',
    default: './.sojourn',
    schema: z.string().min(1),
    write: 'a directory, for example SOJOURN_DATA=./.sojourn',
    doc: 'Directory for the database, the token and the sessions’ workspaces. Relative to where the server is started.',
  }),
  workspaceRoots: define({
    env: 'SOJOURN_WORKSPACE_ROOTS',
    default: '',
    schema: list.pipe(z.array(z.string().refine(isAbsolute))),
    write: 'absolute paths separated by commas, for example SOJOURN_WORKSPACE_ROOTS=/home/ada/projects',
    doc: 'Directories in which sessions may work that name a place themselves, as editors’ do: `workspace` in their `runtimeMetadata`. Without it every session works in a folder of its own in the data directory.',
  }),
  databaseUrl: define({
    env: 'DATABASE_URL',
    default: undefined,
    schema: z.string().refine((text) => /^file:.+$/.test(text) || (isPostgresql(text) && URL.canParse(text))),
    write:
      'a file, for example DATABASE_URL=file:./sojourn.db, or the address of a PostgreSQL database, for example DATABASE_URL=postgresql://user:password@localhost:5432/sojourn',
    doc: 'Database. SQLite: `file:` and a path, relative to where the server is started. PostgreSQL 15 or newer: `postgresql://user:password@host:port/database`, an existing database, empty at first. Without it: `sojourn.db` in the data directory.',
    secret: true,
  }),
  sqliteSync: define({
    env: 'SOJOURN_SQLITE_SYNC',
    default: 'full',
    schema: z.enum(['full', 'normal']),
    write: 'full or normal, for example SOJOURN_SQLITE_SYNC=full',
    doc: 'For SQLite. `full`: what was acknowledged survives a power cut. `normal`: faster; a power cut may lose the last moments, a crash of the process does not.',
  }),
  redisUrl: define({
    env: 'REDIS_URL',
    default: undefined,
    schema: z.string().refine((text) => /^rediss?:\/\/./.test(text) && URL.canParse(text)),
    write: 'the address of a Redis server, for example REDIS_URL=redis://user:password@localhost:6379',
    doc: 'Redis server on whose channel `events:session` the sessions’ lifecycle is published; `rediss://` uses TLS. While it is away nothing fails, and what has happened is published afterwards. Without it: nothing is published.',
    secret: true,
  }),
  redisEvents: define({
    env: 'SOJOURN_REDIS_EVENTS',
    default: 'lifecycle',
    schema: z.enum(['lifecycle', 'all']),
    write: 'lifecycle or all, for example SOJOURN_REDIS_EVENTS=lifecycle',
    doc: '`lifecycle`: Redis gets `session.created` and `session.updated`. `all`: every other event as well, under its own name, streamed text included.',
  }),
  webhookPrivate: define({
    env: 'SOJOURN_WEBHOOK_PRIVATE',
    default: 'refuse',
    schema: z.enum(['refuse', 'allow']),
    write: 'refuse or allow, for example SOJOURN_WEBHOOK_PRIVATE=allow',
    doc: '`allow` lets webhooks reach loopback and private addresses, and use plain http. Whoever may register webhooks can then reach what this machine can reach.',
  }),
  auth: define({
    env: 'SOJOURN_AUTH',
    default: 'on',
    schema: z.enum(['on', 'off']),
    write: 'on or off, for example SOJOURN_AUTH=on',
    doc: '`off` lets every program of this machine in without a token; only while `HOST` is a loopback address.',
  }),
  token: define({
    env: 'SOJOURN_TOKEN',
    default: undefined,
    schema: z
      .string()
      .min(16)
      .max(512)
      .regex(/^[\x21-\x7e]+$/),
    write: 'at least 16 letters, digits or signs without spaces, for example the output of `openssl rand -hex 32`',
    doc: 'Access token. Without it one is made at the first start and kept in the file `token` of the data directory.',
    secret: true,
  }),
  allowedHosts: define({
    env: 'SOJOURN_ALLOWED_HOSTS',
    default: '',
    schema: list,
    write: 'host names separated by commas, for example SOJOURN_ALLOWED_HOSTS=sojourn.example.com',
    doc: 'Further host names under which browsers may use the log-in cookie, for a server behind a proxy.',
  }),
  allowedOrigins: define({
    env: 'SOJOURN_ALLOWED_ORIGINS',
    default: '',
    schema: list.pipe(z.array(origin)),
    write: 'origins separated by commas, for example SOJOURN_ALLOWED_ORIGINS=https://sojourn.example.com',
    doc: 'Further origins whose pages may use the log-in cookie. One with `https:` makes the cookie `Secure`.',
  }),
  defaultAgent: define({
    env: 'SOJOURN_DEFAULT_AGENT',
    default: 'demo',
    schema: z
      .string()
      .max(128)
      .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/),
    write: 'the id of an agent, for example SOJOURN_DEFAULT_AGENT=demo',
    doc: 'Agent of a session that is created without one.',
  }),
  maxActiveRuns: define({
    env: 'SOJOURN_MAX_ACTIVE_RUNS',
    default: '1000',
    schema: wholeNumber(1, 100_000),
    write: 'a whole number from 1 to 100000, for example SOJOURN_MAX_ACTIVE_RUNS=1000',
    doc: 'Runs that execute at the same time; further ones wait in their queues.',
  }),
  deltaCoalesceMs: define({
    env: 'SOJOURN_DELTA_COALESCE_MS',
    default: '25',
    schema: wholeNumber(0, 10_000),
    write: 'milliseconds from 0 to 10000, for example SOJOURN_DELTA_COALESCE_MS=25',
    doc: 'Streamed text that arrives within this time, in milliseconds, becomes one event; `0` keeps every piece.',
  }),
  idleUnloadMs: define({
    env: 'SOJOURN_IDLE_UNLOAD_MS',
    default: '900000',
    schema: wholeNumber(1_000, 86_400_000),
    write: 'milliseconds from 1000 to 86400000, for example SOJOURN_IDLE_UNLOAD_MS=900000',
    doc: 'Idle sessions leave memory after this time, in milliseconds. They load again when they are used.',
  }),
  archiveAfter: define({
    env: 'SOJOURN_ARCHIVE_AFTER',
    default: undefined,
    schema: z.iso.duration(),
    write: 'an ISO-8601 duration, for example SOJOURN_ARCHIVE_AFTER=P30D',
    doc: 'Sessions in which nothing has happened for so long, and in which nothing waits, are archived. An ISO-8601 duration such as `P30D`. Without it: never.',
  }),
  deleteAfter: define({
    env: 'SOJOURN_DELETE_AFTER',
    default: undefined,
    schema: z.iso.duration(),
    write: 'an ISO-8601 duration, for example SOJOURN_DELETE_AFTER=P1Y',
    doc: 'Archived and completed sessions in which nothing has happened for so long are deleted for good, with their log and their folder. An ISO-8601 duration such as `P1Y`. Without it: never.',
  }),
  maintenanceEveryMs: define({
    env: 'SOJOURN_MAINTENANCE_EVERY_MS',
    default: '3600000',
    schema: wholeNumber(1_000, 86_400_000),
    write: 'milliseconds from 1000 to 86400000, for example SOJOURN_MAINTENANCE_EVERY_MS=3600000',
    doc: 'From one look for sessions to archive or delete to the next, in milliseconds; the first is at most a minute after the start.',
  }),
  maxBodyBytes: define({
    env: 'SOJOURN_MAX_BODY_BYTES',
    default: String(MEGABYTE),
    schema: wholeNumber(KILOBYTE, 1024 * MEGABYTE),
    write: 'bytes from 1024 to 1073741824, for example SOJOURN_MAX_BODY_BYTES=1048576',
    doc: 'Largest body of a request, in bytes.',
  }),
  maxInputBytes: define({
    env: 'SOJOURN_MAX_INPUT_BYTES',
    default: String(16 * MEGABYTE),
    schema: wholeNumber(KILOBYTE, 1024 * MEGABYTE),
    write: 'bytes from 1024 to 1073741824, for example SOJOURN_MAX_INPUT_BYTES=16777216',
    doc: 'Largest body, in bytes, of what may carry files or state: runs, uploads, checkpoints, tRPC calls and WebSocket messages.',
  }),
  maxImportBytes: define({
    env: 'SOJOURN_MAX_IMPORT_BYTES',
    default: String(256 * MEGABYTE),
    schema: wholeNumber(KILOBYTE, 1024 * MEGABYTE),
    write: 'bytes from 1024 to 1073741824, for example SOJOURN_MAX_IMPORT_BYTES=268435456',
    doc: 'Largest session, in bytes, that `POST /api/v1/sessions/import` takes.',
  }),
  logLevel: define({
    env: 'LOG_LEVEL',
    default: 'info',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    write: 'fatal, error, warn, info, debug, trace or silent, for example LOG_LEVEL=info',
    doc: 'How much is logged. Requests are logged from `debug` on. Lines are JSON unless standard output is a terminal.',
  }),
} as const satisfies Record<string, Setting<unknown>>
