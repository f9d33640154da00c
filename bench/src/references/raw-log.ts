import Database from 'better-sqlite3'

/** A row of a log, in the columns that a log needs at least. */
export interface RawEvent {
  sessionId: string
  seq: number
  id: string
  ts: string
  type: string
  data: string
}

/** An append-only log on bare SQLite, as durable as Sojourn's: WAL, and every transaction synced. */
export class RawLog implements Disposable {
  readonly #database: Database.Database
  readonly #insert: Database.Statement<[string, number, string, string, string, string]>

  constructor(file: string) {
    this.#database = new Database(file)
    this.#database.pragma('journal_mode = WAL')
    this.#database.pragma('synchronous = FULL')
    this.#database.exec(
      'CREATE TABLE IF NOT EXISTS event (sessionId TEXT, seq INTEGER, id TEXT, ts TEXT, type TEXT, data TEXT, PRIMARY KEY (sessionId, seq))',
    )
    this.#insert = this.#database.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)')
  }

  /** One transaction. */
  append(events: readonly RawEvent[]): void {
    this.#database.transaction(() => {
      for (const { sessionId, seq, id, ts, type, data } of events) this.#insert.run(sessionId, seq, id, ts, type, data)
    })()
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }
}
