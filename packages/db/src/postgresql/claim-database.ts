import { SojournError } from '@sojourn/contract/error'
import pg from 'pg'
import { sqlStateOf } from './postgresql-database.ts'

/** Any number that is the same in every process. */
const claimLock = 7_265_637

/** How long we wait for a process that is just going, milliseconds. */
const patienceMs = 3_000

/** lock_not_available */
const timedOut = '55P03'

const holder = `SELECT coalesce(host(a.client_addr), 'this machine') AS host, a.backend_start::text AS since
  FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`

/**
 * Keeps every other process from claiming the database, until `release` or this process's death: the lock goes with its
 * connection. It spares two servers from taking each other's sessions for lost; should the connection break, the fence
 * of the log still lets only one of them write. Throws STORE_UNAVAILABLE when another process has it.
 */
export const claimDatabase = async (url: string): Promise<{ release: () => Promise<void> }> => {
  const client = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'sojourn' })
  client.on('error', () => {})
  await client.connect()
  try {
    // So that the server notices soon when our machine is gone, and lets the next one in.
    await client.query('SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3')
    await client.query(`SET lock_timeout = ${patienceMs}`)
    await client.query('SELECT pg_advisory_lock($1)', [claimLock])
  } catch (error) {
    const refusal = sqlStateOf(error) === timedOut ? await refusalFor(client) : error
    await client.end()
    throw refusal
  }
  return { release: () => client.end() }
}

/** Who has claimed the database, in words; null when nobody has. */
export const holderOfClaim = async (client: pg.Client): Promise<string | null> => {
  const { rows } = await client.query<{ host: string; since: string }>(holder, [claimLock])
  const [other] = rows
  return other === undefined ? null : `a server on ${other.host}, since ${other.since}`
}

const refusalFor = async (client: pg.Client): Promise<SojournError> => {
  const who = (await holderOfClaim(client)) ?? 'another server'
  return new SojournError(
    'STORE_UNAVAILABLE',
    `The database is in use by ${who}: stop that one, or use another database`,
  )
}
