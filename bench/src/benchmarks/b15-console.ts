import type { Benchmark, Measurement } from '../benchmark.ts'
import { ConsoleBrowser } from '../client/console-browser.ts'
import { longLog } from '../client/long-log.ts'
import { PatientClient } from '../client/patient-client.ts'
import { deltas, SojournClient, script } from '../client/sojourn-client.ts'
import { everyDelta, startSojourn } from '../processes/sojourn-server.ts'
import { ratePerSecond } from '../rounds.ts'
import { median } from '../sample.ts'

const lastWords = 'These are the last words.'

const createSessions = async (server: { url: string }, count: number): Promise<void> => {
  const client = await SojournClient.open(server)
  await ratePerSecond({ count, width: 8 }, () => client.createSession())
  client.close()
}

const times = async (count: number, work: () => Promise<number>): Promise<number[]> => {
  const values: number[] = []
  for (let round = 0; round < count; round += 1) values.push(await work())
  return values
}

const page = { reference: null } as const

const longTranscript = async (browser: ConsoleBrowser, rounds: number): Promise<Measurement[]> => {
  const path = '/session?id=long'
  await browser.timeTo(path, lastWords)
  const opened = await times(rounds, () => browser.timeTo(path, lastWords))
  const up = await times(rounds, () => browser.scroll({ step: -240, ms: 2_000 }))
  const down = await times(rounds, () => browser.scroll({ step: 240, ms: 2_000 }))
  return [
    {
      ...page,
      what: 'transcript of 50,000 events, until its end can be read',
      unit: 'ms',
      sojourn: median(opened),
      goal: { atMost: 1_000 },
    },
    {
      ...page,
      what: 'scrolling up in it, reading what came before',
      unit: 'fps',
      sojourn: median(up),
      goal: { atLeast: 55 },
    },
    { ...page, what: 'scrolling down in it', unit: 'fps', sojourn: median(down), goal: { atLeast: 55 } },
  ]
}

interface Watched {
  browser: ConsoleBrowser
  client: PatientClient
}

const streaming = async ({ browser, client }: Watched, small: boolean): Promise<Measurement[]> => {
  const session = await client.createSession()
  const { runId } = await client.submit(session.id, deltas(20_000, { size: 12, delayMs: 5 }))
  await browser.timeTo(`/session?id=${session.id}`, 'All work')
  const busy = await times(small ? 1 : 3, () => browser.mainThread(small ? 1_000 : 5_000))
  if (runId) await client.cancel(runId)
  return [
    {
      ...page,
      what: 'main thread at 200 deltas/s, of one core',
      unit: '%',
      sojourn: median(busy),
      goal: { atMost: 50 },
    },
  ]
}

/** An hour at 200 deltas a second, in twelve parts, as fast as they come: what the page holds after each. */
const hourOfDeltas = async ({ browser, client }: Watched, small: boolean): Promise<Measurement[]> => {
  const { id } = await client.createSession()
  await client.execute(id, script({ text: 'Begin.' }))
  await browser.timeTo(`/session?id=${id}`, 'Begin.')
  const heaps: number[] = []
  for (let part = 1; part <= 12; part += 1) {
    for (let run = 0; run < (small ? 1 : 30); run += 1) await client.execute(id, deltas(2_000, { size: 6 }))
    const done = `Part ${part} is done.`
    await client.execute(id, script({ text: done }))
    await browser.page.getByText(done, { exact: true }).last().waitFor({ state: 'visible', timeout: 60_000 })
    heaps.push(await browser.heap())
  }
  const growth = (heaps.at(-1) ?? 0) - (heaps.at(heaps.length / 2) ?? 0)
  const inMiB = { ...page, unit: 'MiB' } as const
  return [
    {
      ...inMiB,
      what: 'page memory after the 720,000 deltas of an hour',
      sojourn: { ...median(heaps), figure: heaps.at(-1) ?? Number.NaN },
      goal: {},
    },
    { ...inMiB, what: 'growth in the second half of that hour', sojourn: median([growth]), goal: { atMost: 10 } },
  ]
}

const longList = async (browser: ConsoleBrowser, rounds: number): Promise<Measurement[]> => {
  const open = () => browser.timeTo('/?empty=true', 'Benchmark')
  await open()
  const opened = await times(rounds, open)
  const scrolled = await times(rounds, () => browser.scroll({ step: 240, ms: 2_000 }))
  return [
    {
      ...page,
      what: 'list of 10,000 sessions, until it can be read',
      unit: 'ms',
      sojourn: median(opened),
      goal: { atMost: 1_000 },
    },
    { ...page, what: 'scrolling in it', unit: 'fps', sojourn: median(scrolled), goal: { atLeast: 55 } },
  ]
}

export const console: Benchmark = {
  id: 'b15',
  title: 'The console in Chromium: a long transcript, streaming, and a long list',
  async measure({ small }) {
    await using server = await startSojourn(everyDelta)
    const client = new PatientClient(server)
    await client.importLog(longLog('long', { count: small ? 3_000 : 50_000, end: lastWords }))
    await using browser = await ConsoleBrowser.open(server)
    const rounds = small ? 1 : 3
    const watched = { browser, client }
    const transcript = await longTranscript(browser, rounds)
    const streamed = await streaming(watched, small)
    await createSessions(server, small ? 500 : 10_000)
    const list = await longList(browser, rounds)
    return [...transcript, ...streamed, ...list, ...(await hourOfDeltas(watched, small))]
  },
}
