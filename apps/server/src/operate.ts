import { parseArgs } from 'node:util'
import type { OperatorLine } from '@sojourn/contract/operator-line'
import { ConfigError, readConfig, type ServerConfig } from './config/read-config.ts'
import { databaseStatus, migrate } from './operate/database-commands.ts'
import { doctor } from './operate/doctor.ts'
import { reasonOf } from './operate/reason.ts'

/**
 * Work on a database that needs no running server: `doctor`, `db-status`, `db-migrate`, `promote`. Configured like the
 * server, by its environment. Writes JSON Lines (contract: operator-line); the exit code is 1 when it was refused.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { repair: { type: 'boolean', default: false }, host: { type: 'string' }, from: { type: 'string' } },
})

const write = (line: OperatorLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
const config = (): ServerConfig => readConfig(process.env)

/** At most as often as anybody looks, milliseconds; and the last one always. */
const progressEveryMs = 100
let lastProgress = 0
const writeProgress = (step: string, done: number, total: number): void => {
  const now = performance.now()
  if (done < total && now - lastProgress < progressEveryMs) return
  lastProgress = now
  write({ kind: 'progress', step, done, total })
}

const promoteSource = async (): Promise<void> => {
  const { database, dataDirectory } = config()
  if (database.type !== 'postgresql') {
    throw new ConfigError(['DATABASE_URL: write the address of an empty PostgreSQL database to promote into.'])
  }
  const [{ promote }, { join, resolve }] = await Promise.all([
    import('@sojourn/db/promotion/promote'),
    import('node:path'),
  ])
  const file = values.from === undefined ? join(dataDirectory, 'sojourn.db') : resolve(values.from)
  const steps = { copy: 'Copying sessions', verify: 'Comparing tables' } as const
  const onProgress = (step: keyof typeof steps, done: number, total: number): void =>
    writeProgress(steps[step], done, total)
  write({ kind: 'promoted', tables: await promote({ file, url: database.url, onProgress }) })
}

const commands: Record<string, () => Promise<void>> = {
  doctor: () => doctor(config, { repair: values.repair, hostId: values.host ?? null, write }),
  'db-status': async () => {
    write({ kind: 'database', database: await databaseStatus(config().database), migrated: [] })
  },
  'db-migrate': async () => write({ kind: 'database', ...(await migrate(config().database)) }),
  promote: promoteSource,
}

try {
  const [name = ''] = positionals
  const command = commands[name]
  if (!command) throw new ConfigError([`There is no command ${name}; write ${Object.keys(commands).join(', ')}.`])
  await command()
} catch (error) {
  write({ kind: 'refused', message: error instanceof ConfigError ? error.message : reasonOf(error) })
  process.exitCode = 1
}
