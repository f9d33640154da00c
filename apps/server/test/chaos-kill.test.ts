import { setTimeout as delay } from 'node:timers/promises'
import type { SessionEvent } from '@sojourn/contract/event'
import { openPostgresqlServer } from '@sojourn/db/testing/throw-away-postgresql'
import { describe, expect, it } from 'vitest'
import { ChaosHost } from './support/chaos-host.ts'
import { ChaosRandom, chaosSeed } from './support/chaos-random.ts'
import { randomScript } from './support/chaos-script.ts'
import { ChaosSession, hasSettled } from './support/chaos-session.ts'

const seed = chaosSeed()
/** More rounds, when somebody looks for rare deaths. */
const moreRounds = process.env.SOJOURN_CHAOS_ROUNDS
const sessionsInRound = 5
/** How long a round may take to settle once nobody kills any more, milliseconds. */
const patienceMs = 60_000

/** Wakes whoever waits for the sessions to come further. */
class Progress {
  events = 0
  #moved = Promise.withResolvers<void>()

  readonly note = (): void => {
    this.events += 1
    this.#moved.resolve()
    this.#moved = Promise.withResolvers()
  }

  /** Waits for events until `reached`; false when nothing has led there within `patienceMs`. */
  async until(reached: () => boolean, patienceMs: number): Promise<boolean> {
    const controller = new AbortController()
    const outOfPatience = delay(patienceMs, false, { signal: controller.signal }).catch(() => false)
    try {
      while (!reached()) {
        const isMoving = await Promise.race([this.#moved.promise.then(() => true), outOfPatience])
        if (!isMoving) return reached()
      }
      return true
    } finally {
      controller.abort()
    }
  }
}

const textOf = (events: readonly SessionEvent[], blockId: string): string =>
  events
    .map((event) => (event.type === 'block.delta' && event.data.blockId === blockId ? event.data.delta : ''))
    .join('')

/** What holds of a log whose runs have settled. */
const expectWholeLog = (events: readonly SessionEvent[]): void => {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1))
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  const completed = events.flatMap((event) => (event.type === 'block.completed' ? [event.data.block] : []))
  expect(new Set(completed.map(({ blockId }) => blockId)).size).toBe(completed.length)
  for (const block of completed) {
    if (block.kind === 'assistant_text') expect(textOf(events, block.blockId)).toBe(block.text)
  }
  const steps = events.flatMap((event) => (event.type === 'step.completed' ? [`${event.runId} ${event.data.key}`] : []))
  expect(new Set(steps).size).toBe(steps.length)
}

/** [C4] Every write that a death interrupted is in doubt, and none is ever started twice. */
const expectWritesOnce = (events: readonly SessionEvent[]): void => {
  const writes = new Set(
    events.flatMap((event) =>
      event.type === 'tool.called' && event.data.effect === 'write' ? [event.data.toolCallId] : [],
    ),
  )
  for (const toolCallId of writes) {
    const own = events.filter((event) => 'toolCallId' in event.data && event.data.toolCallId === toolCallId)
    const types = own.map(({ type }) => type)
    expect(types.filter((type) => type === 'tool.started').length, toolCallId).toBeLessThanOrEqual(1)
    const started = own.find(({ type }) => type === 'tool.started')
    const ended = own.find(({ type }) => type === 'tool.completed' || type === 'tool.failed')
    const lost = events.find(({ type, seq }) => type === 'run.requeued' && seq > (started?.seq ?? Number.MAX_VALUE))
    if (started && lost && !(ended && ended.seq < lost.seq)) expect(types, toolCallId).toContain('tool.in_doubt')
  }
}

const expectSound = async (session: ChaosSession): Promise<void> => {
  const events = await session.readLog()
  expectWholeLog(events)
  expectWritesOnce(events)
  // What was delivered came once and in order, and is in the log as it was.
  expect(session.seen).toEqual(events)
  const runs = await session.readRuns()
  expect(new Set(runs.map(({ id }) => id))).toEqual(new Set(session.scripts.keys()))
  expect(runs.every(hasSettled)).toBe(true)
  const written = await session.writtenLines()
  expect(new Set(written).size, 'every line at most once').toBe(written.length)
  for (const [runId, { lines, texts }] of session.scripts) {
    const own = events.filter((event) => event.runId === runId)
    expect(own.filter(({ type }) => /^run\.(completed|failed|cancelled|timed_out)$/.test(type))).toHaveLength(1)
    expect(own.some(({ type }) => type === 'run.completed')).toBe(true)
    const said = own.flatMap((event) =>
      event.type === 'block.completed' && event.data.block.kind === 'assistant_text' ? [event.data.block.text] : [],
    )
    expect(said).toEqual(texts)
    // A line is missing only where a person said of an interrupted command that it had happened.
    const missing = lines.filter((line) => !written.includes(line)).length
    expect(missing).toBeLessThanOrEqual(own.filter(({ type }) => type === 'tool.settled_by_hand').length)
  }
  const { state, activity, queueDepth } = await session.read()
  expect({ state, activity, queueDepth }).toEqual({ state: 'awaiting_input', activity: 'idle', queueDepth: 0 })
}

/** For a person who has to find out why a round does not end. */
const statesOf = async (sessions: readonly ChaosSession[]): Promise<string> => {
  const states = await Promise.all(sessions.map((session) => session.read()))
  return JSON.stringify(
    states.map(({ id, state, blockedOn, queueDepth, lastSeq }) => ({ id, state, blockedOn, queueDepth, lastSeq })),
  )
}

const playRound = async (
  host: ChaosHost,
  random: ChaosRandom,
  name: string,
): Promise<{ kills: number; inDoubt: number }> => {
  const progress = new Progress()
  const sessions = await Promise.all(
    Array.from({ length: sessionsInRound }, () => ChaosSession.open(host, { random, noticed: progress.note })),
  )
  const submit = (session: ChaosSession, at: number, time: string) =>
    session.submit(randomScript(random, `${name}.${at}.${time}`), `${name}.${at}.${time}`)
  const acknowledged = await Promise.all(sessions.map((session, at) => submit(session, at, 'first')))
  // The second one races with the kills.
  const late = sessions.map((session, at) => submit(session, at, 'late'))
  const kills = random.between(1, 3)
  for (let kill = 0; kill < kills; kill += 1) {
    const at = progress.events + Math.floor(random.next() ** 2 * 250)
    // All of them may be waiting for an answer that only comes after the next start.
    await progress.until(() => progress.events >= at, 1_000)
    await delay(random.between(0, 40))
    await host.kill()
    await host.start()
  }
  acknowledged.push(...(await Promise.all(late)))
  for (const session of sessions) session.isHelpful = true
  await Promise.all(sessions.map((session) => session.answerAll()))
  const settled = await progress.until(() => sessions.every(({ isSettled }) => isSettled), patienceMs)
  expect(settled, `${name} settles: ${await statesOf(sessions)}`).toBe(true)
  let inDoubt = 0
  for (const [at, session] of sessions.entries()) {
    const { lastSeq } = await session.read()
    await progress.until(() => session.lastSeq >= lastSeq, patienceMs)
    await expectSound(session)
    inDoubt += session.seen.filter(({ type }) => type === 'tool.in_doubt').length
    for (const { runId, seq } of [acknowledged[at], acknowledged[at + sessionsInRound]].flatMap((ack) => ack ?? [])) {
      expect(session.seen[seq - 1]).toMatchObject({ type: 'run.queued', runId })
    }
    await session.stop()
  }
  return { kills, inDoubt }
}

/** A database for the servers of a test. */
interface Database extends AsyncDisposable {
  environment: Record<string, string>
}

const inDataDirectory = async (): Promise<Database> => ({ environment: {}, [Symbol.asyncDispose]: async () => {} })

const onPostgresql = async (): Promise<Database> => {
  const server = await openPostgresqlServer()
  const database = await server.createDatabase()
  return {
    environment: { DATABASE_URL: database.url },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

const databases = [
  { name: 'SQLite', open: inDataDirectory, rounds: Number(moreRounds ?? 12) },
  { name: 'PostgreSQL', open: onPostgresql, rounds: Number(moreRounds ?? 4) },
]

describe.each(databases)(`a server on $name that is killed at any moment (seed ${seed}, $rounds rounds)`, (given) => {
  const { name, open, rounds } = given
  it(
    '[C2] [C4] [C5] [E3] [R11] loses nothing that it acknowledged and repeats nothing that it did',
    async () => {
      await using database = await open()
      await using host = await ChaosHost.open(database.environment)
      await host.start()
      const random = new ChaosRandom(seed)
      const total = { kills: 0, inDoubt: 0 }
      for (let round = 1; round <= rounds; round += 1) {
        const { kills, inDoubt } = await playRound(host, random, `r${round}`)
        total.kills += kills
        total.inDoubt += inDoubt
      }
      expect(total.kills).toBeGreaterThanOrEqual(rounds)
      if (moreRounds) process.stdout.write(`chaos: ${JSON.stringify({ name, seed, rounds, ...total })}\n`)
    },
    60_000 + rounds * 20_000,
  )
})
