import pg from 'pg'
import { type AppliedMigration, appliedMigrationsSql } from '../prisma/migrations.ts'
import { storeIsClosed, toUnavailable } from '../unavailable.ts'
import { UnderWay } from '../under-way.ts'
import { toParameter } from './stored-text.ts'

/** How long a question waits for a connection, milliseconds: then the server counts as out of reach. */
const connectTimeoutMs = 10_000

/** Tries of a transaction that lost against another one; each time one of the two gets through. */
const mostTries = 10

/** deadlock_detected and serialization_failure: nothing of the transaction happened, and again it may succeed. */
const retriedCodes: ReadonlySet<unknown> = new Set(['40P01', '40001'])

/** Statements of one connection, or of any. */
export interface Statements {
  /** The statement is compiled once; `sql` must come from a bounded set of texts. */
  rows<Row>(sql: string, ...values: unknown[]): Promise<Row[]>
}

type Client = Pick<pg.Pool, 'query'>

/** Connections for everything that must be fast or see one state of the database. Prisma's questions go over them too. */
export class PostgresqlDatabase implements Statements {
  readonly pool: pg.Pool
  readonly #names = new Map<string, string>()
  readonly #underWay = new UnderWay()
  #closed = false

  constructor(url: string) {
    this.pool = new pg.Pool({
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      // Compiling a statement takes longer than any of ours runs.
      onConnect: (client) => client.query('SET jit = off'),
    })
    // A connection that breaks while nobody uses it: the next question opens another, or says what is wrong.
    this.pool.on('error', () => {})
  }

  rows<Row>(sql: string, ...values: unknown[]): Promise<Row[]> {
    return this.#ask(() => this.#rowsOf<Row>(this.pool, { text: sql, name: this.#nameOf(sql), values }))
  }

  /** `rows` for SQL that is put together from what a caller asks for: compiled each time, so that nothing piles up. */
  rowsOnce<Row>(sql: string, ...values: unknown[]): Promise<Row[]> {
    return this.#ask(() => this.#rowsOf<Row>(this.pool, { text: sql, values }))
  }

  /** `rows` with each row as a list of its columns. */
  lists<List>(sql: string, ...values: unknown[]): Promise<List[]> {
    return this.#ask(() =>
      this.#rowsOf<List>(this.pool, { text: sql, name: this.#nameOf(sql), values, rowMode: 'array' }),
    )
  }

  /** All or nothing. `work` begins again when another transaction was in the way, so it must change nothing but the database. */
  transaction<Result>(work: (statements: Statements) => Promise<Result>): Promise<Result> {
    return this.#ask(() => this.#transaction(work))
  }

  /** Does `work` again when another transaction was in its way. */
  async retried<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        if (attempt === mostTries || !retriedCodes.has(sqlStateOf(error))) throw error
      }
    }
  }

  /** The migrations that the database has seen. */
  async appliedMigrations(): Promise<AppliedMigration[]> {
    const [table] = await this.rowsOnce<{ name: string | null }>(
      "SELECT to_regclass('_prisma_migrations')::text AS name",
    )
    if (table?.name === null) return []
    return this.rowsOnce<AppliedMigration>(appliedMigrationsSql)
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#underWay.settled()
    await this.pool.end()
  }

  async #ask<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw storeIsClosed()
    return this.#underWay.track(this.retried(work))
  }

  async #rowsOf<Row>(client: Client, { values, ...query }: pg.QueryConfig & { rowMode?: 'array' }): Promise<Row[]> {
    const { rows } = await client.query({ ...query, values: (values ?? []).map(toParameter) })
    return rows as Row[]
  }

  async #transaction<Result>(work: (statements: Statements) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect()
    const statements: Statements = {
      rows: (sql, ...values) => this.#rowsOf(client, { text: sql, name: this.#nameOf(sql), values }),
    }
    let broken: Error | undefined
    try {
      await client.query('BEGIN')
      const result = await work(statements)
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch((cause: Error) => {
        broken = cause
      })
      throw error
    } finally {
      client.release(broken)
    }
  }

  #nameOf(sql: string): string {
    const known = this.#names.get(sql)
    if (known !== undefined) return known
    const name = `sojourn_${this.#names.size}`
    this.#names.set(sql, name)
    return name
  }
}

/** The five letters that PostgreSQL gives an error, or the name that the network gives it. */
export const sqlStateOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/**
 * Whether the database refused what a row holds, as against not being able to answer: 21 a row twice in one statement,
 * 22 a value, 23 a constraint, 54 a size.
 */
export const isRefusal = (error: unknown): boolean => /^(21|22|23|54)/.test(sqlStateOf(error) ?? '')

/** `work`'s answer; whatever else happens becomes STORE_UNAVAILABLE. */
export const answered = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    throw toUnavailable(error)
  }
}
