import { setTimeout as delay } from 'node:timers/promises'
import type { SessionEvent } from '@sojourn/contract/event'
import type { SettledRun } from '@sojourn/contract/run'
import type { CommittedSession } from '@sojourn/contract/session'
import { describe, expect, it } from 'vitest'
import { type Connect, overServerSentEvents, overWebSocket } from './support/chaos-followers.ts'
import { ChaosHost } from './support/chaos-host.ts'
import { ChaosRandom, chaosSeed } from './support/chaos-random.ts'
import { script } from './support/test-server.ts'

const seed = chaosSeed()
const lines = 10_000
const followers = 20

/** Follows to the end of the run, hanging up at random and coming back with its cursor. */
const followRestlessly = async (
  host: ChaosHost,
  sessionId: string,
  { connect, random }: { connect: Connect; random: ChaosRandom },
): Promise<{ events: SessionEvent[]; connections: number }> => {
  const server = await host.up()
  const events: SessionEvent[] = []
  let connections = 0
  const isDone = () => events.at(-2)?.type === 'run.completed'
  while (!isDone()) {
    connections += 1
    const until = events.length + random.between(1, 1_500)
    const take = (event: SessionEvent): boolean => {
      events.push(event)
      return events.length < until && !isDone()
    }
    await connect({ server, sessionId, afterSeq: events.at(-1)?.seq ?? 0, take })
    await delay(random.between(0, 20))
  }
  return { events, connections }
}

describe(`followers that come and go (seed ${seed})`, () => {
  it(`[E3] [E4] ${followers} of them see the same ${lines} events, each once and in order`, async () => {
    await using host = await ChaosHost.open()
    await host.start()
    const random = new ChaosRandom(seed)
    const { id } = await host.call<CommittedSession>('/sessions', { json: {} })
    const following = Array.from({ length: followers }, (_, at) => {
      const connect = at % 2 === 0 ? overServerSentEvents : overWebSocket
      return followRestlessly(host, id, { connect, random: new ChaosRandom(seed + at) })
    })
    const input = script({ sleep: random.between(0, 50) }, { log: { level: 'info', message: 'line' }, repeat: lines })
    const run = await host.call<SettledRun>(`/sessions/${id}/runs/execute?timeoutMs=60000`, { json: { input } })
    expect(run.status).toBe('completed')
    const seen = await Promise.all(following)
    const [first] = seen
    expect(first?.events.length).toBeGreaterThan(lines)
    expect(first?.events.map(({ seq }) => seq)).toEqual(first?.events.map((_, at) => at + 1))
    for (const { events } of seen) expect(events).toEqual(first?.events)
    expect(seen.reduce((sum, { connections }) => sum + connections, 0)).toBeGreaterThan(followers * 5)
  }, 120_000)
})
