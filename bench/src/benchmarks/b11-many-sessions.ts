import { join } from 'node:path'
import type { SessionStore } from '@sojourn/core/ports/session-store'
import { openPostgresqlStore } from '@sojourn/db/postgresql/open-postgresql-store'
import { openSqliteStore } from '@sojourn/db/sqlite/open-sqlite-store'
import { openPostgresqlServer } from '@sojourn/db/testing/throw-away-postgresql'
import pg from 'pg'
import type { Benchmark, Measurement } from '../benchmark.ts'
import { HttpConnection } from '../client/http-connection.ts'
import { fillWithSessions, sessionId } from '../fill/many-sessions.ts'
import { startSojourn, temporaryDirectory, token } from '../processes/sojourn-server.ts'
import { oneAfterAnother } from '../rounds.ts'
import { median, type Sample } from '../sample.ts'

const goal = { atMost: 15 }

/** Filters that many, few and no sessions pass, as queries of `GET /sessions`. */
const filters = [
  'agentId=agent-3',
  'agentId=rare',
  'agentId=nobody',
  'status=paused',
  'status=crashed',
  'state=error',
  'activity=requires_action',
  'type=task',
  'label=even',
  'label=seldom',
  'label=none',
  'tag=tag-0',
  `parentId=${sessionId(0)}`,
  'createdBefore=2026-01-01T00:01:00Z',
  'activeAfter=2026-01-01T00:10:00Z',
  'archived=true&empty=true',
  'agentId=agent-2&status=active&type=task&label=odd',
]

const asQuery = (text: string): string => `text=${encodeURIComponent(text)}`

/** Words that all, many, few, one and no sessions say; beginnings of words; common words beside rare ones. */
const searches = [
  'everybody',
  'first',
  'e',
  'seldomsaid',
  'saidonce',
  'nobodysaysthis',
  'everybody saidonce',
  '"quoted (everybody',
].map(asQuery)

/** The worst that can be asked: half of the sessions say the one, half the other, and five say both. */
const worst = asQuery('firsthalf secondhalf')

/** Fills a store, closes it, and answers with the environment of a server on it. */
type Fill = (count: number) => Promise<Record<string, string>>

interface Slowest {
  query: string
  sample: Sample
}

const slowestOf = async (connection: HttpConnection, queries: readonly string[], times: number): Promise<Slowest> => {
  const samples: Slowest[] = []
  for (const query of queries) {
    const list = async (): Promise<void> => {
      const { status, body } = await connection.send({ method: 'GET', path: `/api/v1/sessions?${query}` })
      if (status !== 200) throw new Error(`${query} answered ${status}: ${body}`)
    }
    await oneAfterAnother(3, list)
    samples.push({ query: decodeURIComponent(query), sample: median(await oneAfterAnother(times, list)) })
  }
  const [slowest] = samples.toSorted((left, right) => right.sample.figure - left.sample.figure)
  if (slowest === undefined) throw new Error('There is nothing to measure')
  return slowest
}

const measureOn = async (environment: Record<string, string>, times: number) => {
  await using server = await startSojourn(environment)
  const connection = await HttpConnection.open(server.url, token)
  const page = await slowestOf(connection, ['limit=50'], times)
  const filtered = await slowestOf(connection, filters, times)
  const searched = await slowestOf(connection, searches, times)
  const worstSearched = await slowestOf(connection, [worst], times)
  connection.close()
  return { page, filtered, searched, worstSearched }
}

/** The same questions where there are a hundred times fewer sessions: what is flat costs the same. */
const compare = async (database: string, fill: Fill, small: boolean): Promise<Measurement[]> => {
  const times = small ? 3 : 30
  const few = await measureOn(await fill(small ? 100 : 1_000), times)
  const many = await measureOn(await fill(small ? 1_000 : 100_000), times)
  const row = (what: string, name: keyof typeof many): Measurement => ({
    what: `${database}: ${what}`,
    unit: 'ms',
    sojourn: many[name].sample,
    reference: few[name].sample,
    goal,
  })
  return [
    row('first page', 'page'),
    row(`slowest of ${filters.length} filters (${many.filtered.query})`, 'filtered'),
    row(`slowest of ${searches.length} searches (${many.searched.query})`, 'searched'),
    row('search for two words that half of the sessions say each, and five both', 'worstSearched'),
  ]
}

const fillAndClose = async (store: SessionStore, count: number): Promise<void> => {
  await fillWithSessions(store, count)
  await store.close()
}

/** As PostgreSQL does by itself a while after so many rows came. */
const vacuum = async (connectionString: string): Promise<void> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query('VACUUM ANALYZE')
  await client.end()
}

export const manySessions: Benchmark = {
  id: 'b11',
  title: 'First pages of lists and searches among 100,000 sessions; reference: among 1,000',
  async measure({ small }) {
    await using directory = await temporaryDirectory()
    const onSqlite = await compare(
      'SQLite',
      async (count) => {
        const data = join(directory.path, String(count))
        await fillAndClose(await openSqliteStore({ file: join(data, 'sojourn.db'), sync: 'normal' }), count)
        return { SOJOURN_DATA: data }
      },
      small,
    )
    await using server = await openPostgresqlServer()
    const onPostgresql = await compare(
      'PostgreSQL',
      async (count) => {
        const { url } = await server.createDatabase()
        await fillAndClose(await openPostgresqlStore({ url, access: 'alone' }), count)
        await vacuum(url)
        return { DATABASE_URL: url }
      },
      small,
    )
    return [...onSqlite, ...onPostgresql]
  },
}
