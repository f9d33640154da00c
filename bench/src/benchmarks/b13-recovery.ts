import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { Benchmark } from '../benchmark.ts'
import { deltas, SojournClient } from '../client/sojourn-client.ts'
import { expectReady, type ServerProcess } from '../processes/server-process.ts'
import { startSojournIn, temporaryDirectory } from '../processes/sojourn-server.ts'
import { median } from '../sample.ts'

/** Streams for a quarter of an hour, so that none settles by itself. */
const longRun = deltas(9_000, { size: 12, delayMs: 100 })

/** Read from the log itself, so that the server has nothing to do with being watched. */
class StartedRuns implements Disposable {
  readonly #database: Database.Database
  #after = 0

  constructor(directory: string) {
    this.#database = new Database(join(directory, 'sojourn.db'), { readonly: true })
  }

  /** Only what is written from now on counts. */
  forget(): void {
    this.#after = this.#database.prepare<[], number>('SELECT max(rowid) FROM event').pluck().get() ?? 0
  }

  /** Resolves when the runs of so many sessions have begun, begun again, or settled. */
  async reach(sessions: number): Promise<void> {
    const count = this.#database
      .prepare<[number], number>(
        `SELECT count(DISTINCT sessionId) FROM event WHERE rowid > ?
          AND type IN ('run.started', 'run.completed', 'run.failed', 'run.cancelled')`,
      )
      .pluck()
    while ((count.get(this.#after) ?? 0) < sessions) await pause(10)
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }
}

const beginRuns = async (server: ServerProcess, count: number): Promise<void> => {
  const client = await SojournClient.open(server)
  for (let index = 0; index < count; index += 1) {
    const { id } = await client.createSession()
    await client.submit(id, longRun)
  }
  client.close()
}

/** Milliseconds until every run goes on or has settled, from the start of the process, and from its being ready. */
const killAndStart = async (sessions: number): Promise<{ fromStart: number; fromReady: number }> => {
  await using directory = await temporaryDirectory()
  await using killed = await startSojournIn(directory.path)
  using runs = new StartedRuns(directory.path)
  await beginRuns(killed, sessions)
  await runs.reach(sessions)
  await killed.kill()
  runs.forget()
  const begin = performance.now()
  await using server = await startSojournIn(directory.path)
  const ready = expectReady(server).then(() => performance.now())
  await runs.reach(sessions)
  const end = performance.now()
  const fromReady = Math.max(0, end - (await ready))
  await server.kill()
  return { fromStart: end - begin, fromReady }
}

export const recovery: Benchmark = {
  id: 'b13',
  title: 'Recovery: kill -9 with 200 runs executing, until all of them go on',
  async measure({ small }) {
    const rounds: { fromStart: number; fromReady: number }[] = []
    for (let round = 0; round < (small ? 1 : 5); round += 1) rounds.push(await killAndStart(small ? 20 : 200))
    const row = { unit: 'ms', reference: null } as const
    return [
      {
        ...row,
        what: '200 killed runs, from ready until all go on',
        sojourn: median(rounds.map(({ fromReady }) => fromReady)),
        goal: { atMost: 2_000 },
      },
      {
        ...row,
        what: '200 killed runs, from the start of the process until all go on',
        sojourn: median(rounds.map(({ fromStart }) => fromStart)),
        goal: {},
      },
    ]
  },
}
