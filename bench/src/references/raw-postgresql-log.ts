import pg from 'pg'
import type { RawEvent } from './raw-log.ts'

/** An append-only log on bare PostgreSQL, every transaction synced; appends at the same time go over connections of their own. */
export class RawPostgresqlLog implements AsyncDisposable {
  readonly #pool: pg.Pool

  private constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  /** Makes the log's table in a database. */
  static async open(url: string): Promise<RawPostgresqlLog> {
    const pool = new pg.Pool({ connectionString: url })
    await pool.query(
      'CREATE TABLE raw_event ("sessionId" TEXT, seq INT, id TEXT, ts TEXT, type TEXT, data TEXT, PRIMARY KEY ("sessionId", seq))',
    )
    return new RawPostgresqlLog(pool)
  }

  /** One transaction, one statement. */
  async append(events: readonly RawEvent[]): Promise<void> {
    await this.#pool.query({
      name: 'append',
      text: 'INSERT INTO raw_event SELECT * FROM json_populate_recordset(null::raw_event, $1::json)',
      values: [JSON.stringify(events)],
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end()
  }
}

/** The events of some sessions in the order in which a Sojourn server wrote them. */
export const readPostgresqlLog = async (url: string, sessionIds: readonly string[]): Promise<RawEvent[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<RawEvent>(
    'SELECT "sessionId", seq, id, ts, type, data FROM event WHERE seq > 1 AND "sessionId" = ANY ($1) ORDER BY ctid',
    [sessionIds],
  )
  await client.end()
  return rows
}
