import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'

/** A server to create databases on. */
export interface PostgresqlServer extends AsyncDisposable {
  /** Creates an empty database. */
  createDatabase(): Promise<ThrowAwayDatabase>
}

/** An empty database that is gone when it is disposed of. */
export interface ThrowAwayDatabase extends AsyncDisposable {
  url: string
}

/** Who may run PostgreSQL: it refuses root. */
interface User {
  uid: number
  gid: number
}

const debianVersions = '/usr/lib/postgresql'

/**
 * The server that `DATABASE_URL` names, if it names one; else a new one in a folder of its own, which ends, and leaves
 * nothing behind, when it is disposed of. `durable` syncs what is committed, as a real server does: for measurements.
 * Throws with what to install when there is no PostgreSQL.
 */
export const openPostgresqlServer = async ({ durable = false } = {}): Promise<PostgresqlServer> => {
  const given = process.env.DATABASE_URL
  if (given?.startsWith('postgres')) return serverAt(given, async () => {})
  const { url, stop } = await startServer(durable)
  return serverAt(url, stop)
}

const serverAt = (url: string, stop: () => Promise<void>): PostgresqlServer => ({
  async createDatabase() {
    const name = `sojourn_test_${randomUUID().replaceAll('-', '')}`
    await execute(url, `CREATE DATABASE ${name}`)
    const own = new URL(url)
    own.pathname = name
    return {
      url: own.href,
      [Symbol.asyncDispose]: () => execute(url, `DROP DATABASE ${name} WITH (FORCE)`),
    }
  },
  [Symbol.asyncDispose]: stop,
})

const execute = async (connectionString: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

const startServer = async (durable: boolean): Promise<{ url: string; stop: () => Promise<void> }> => {
  const programs = findPrograms()
  const user = process.getuid?.() === 0 ? ordinaryUser() : undefined
  // Not in the folder for temporary files that the environment names: the path of a socket may have 107 bytes.
  const folder = mkdtempSync('/tmp/sojourn-pg-')
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  try {
    // A locale that sorts unlike bytes do, so that tests notice who relies on the database's.
    const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US']
    const options = ['-D', data, '-U', 'sojourn', '-A', 'trust', '--no-sync', ...locale]
    execFileSync(join(programs, 'initdb'), options, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, `fsync=${durable ? 'on' : 'off'}`]
    const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
    const server = spawn(join(programs, 'postgres'), args, {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const endWithUs = (): void => void server.kill('SIGQUIT')
    process.once('exit', endWithUs)
    const stop = async (): Promise<void> => {
      process.off('exit', endWithUs)
      await end(server)
      rmSync(folder, { recursive: true })
    }
    await ready(server)
    return { url: `postgresql://sojourn@localhost/postgres?host=${encodeURIComponent(folder)}`, stop }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** The folder of the newest PostgreSQL that Debian has installed. */
const findPrograms = (): string => {
  const versions = existsSync(debianVersions) ? readdirSync(debianVersions) : []
  const newest = versions.toSorted((left, right) => Number(right) - Number(left))[0]
  if (newest === undefined) {
    throw new Error('These tests need PostgreSQL (Debian: apt-get install postgresql), or DATABASE_URL with a server')
  }
  return join(debianVersions, newest, 'bin')
}

const ordinaryUser = (): User => {
  const idOf = (option: string): number => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

const ready = async (server: ChildProcess): Promise<void> => {
  const said: string[] = []
  if (!server.stderr) throw new Error('PostgreSQL has no standard error')
  for await (const line of createInterface({ input: server.stderr })) {
    said.push(line)
    if (!line.includes('ready to accept connections')) continue
    // What it says from now on is of no interest, but must not fill the pipe.
    server.stderr.resume()
    return
  }
  throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`)
}

const end = async (server: ChildProcess): Promise<void> => {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exited = once(server, 'exit')
  // Fast shutdown: does not wait for those who are connected.
  server.kill('SIGINT')
  await exited
}
