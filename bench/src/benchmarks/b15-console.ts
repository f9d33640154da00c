import type { Benchmark, Measurement } from '../benchmark.ts'
import { ConsoleBrowser } from '../client/console-browser.ts'
import { longLog } from '../client/long-log.ts'
import { PatientClient } from '../client/patient-client.ts'
import { deltas, SojournClient, script } from '../client/sojourn-client.ts'
import { everyDelta, startSojourn } from '../processes/sojourn-server.ts'
import { ratePerSecond } from '../rounds.ts'
import { median } from '../sample.ts'

const lastWords = 'These are the last words.'

interface Watched {
  browser: ConsoleBrowser
  client: PatientClient
  server: { url: string }
  small: boolean
}

/** One part of the benchmark, and how long it may take, seconds: one that hangs must not take the others with it. */
interface Stage {
  name: string
  seconds: number
  measure: (watched: Watched) => Promise<Measurement[]>
}

const page = { reference: null } as const
const inMiB = { ...page, unit: 'MiB' } as const

const times = async <Value>(count: number, work: () => Promise<Value>): Promise<Value[]> => {
  const values: Value[] = []
  for (let round = 0; round < count; round += 1) values.push(await work())
  return values
}

const opening = async (
  what: string,
  { browser, small }: Watched,
  { path, text }: { path: string; text: string },
): Promise<Measurement[]> => {
  await browser.timeTo(path, text)
  const opened = await times(small ? 1 : 5, () => browser.timeTo(path, text))
  return [
    { ...page, what, unit: 'ms', sojourn: median(opened.map(({ ms }) => ms)), goal: { atMost: 1_000 } },
    {
      ...page,
      what: `${what}: processor time of the main thread`,
      unit: 'ms',
      sojourn: median(opened.map(({ cpuMs }) => cpuMs)),
      goal: {},
    },
  ]
}

const scrolling = async (what: string, { browser, small }: Watched, step: number): Promise<Measurement[]> => {
  const scrolled = await times(small ? 1 : 3, () => browser.scroll({ step, ms: 2_000 }))
  return [
    { ...page, what, unit: 'fps', sojourn: median(scrolled.map(({ fps }) => fps)), goal: { atLeast: 55 } },
    {
      ...page,
      what: `${what}: main thread, of one core`,
      unit: '%',
      sojourn: median(scrolled.map(({ cpuPercent }) => cpuPercent)),
      goal: {},
    },
  ]
}

const longTranscript = async (watched: Watched): Promise<Measurement[]> => {
  const { client, small } = watched
  await client.importLog(longLog('long', { count: small ? 3_000 : 50_000, end: lastWords }))
  const place = { path: '/session?id=long', text: lastWords }
  return [
    ...(await opening('transcript of 50,000 events, until its end can be read', watched, place)),
    ...(await scrolling('scrolling up in it, reading what came before', watched, -240)),
    ...(await scrolling('scrolling down in it', watched, 240)),
  ]
}

const streaming = async ({ browser, client, small }: Watched): Promise<Measurement[]> => {
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

const createSessions = async (server: { url: string }, count: number): Promise<void> => {
  // A connection carries one call at a time.
  const clients = await Promise.all(Array.from({ length: 8 }, () => SojournClient.open(server)))
  await ratePerSecond({ count, width: clients.length }, async (worker) => clients[worker]?.createSession())
  for (const client of clients) client.close()
}

const longList = async (watched: Watched): Promise<Measurement[]> => {
  await createSessions(watched.server, watched.small ? 500 : 10_000)
  const place = { path: '/?empty=true', text: 'Benchmark' }
  return [
    ...(await opening('list of 10,000 sessions, until it can be read', watched, place)),
    ...(await scrolling('scrolling in it', watched, 240)),
  ]
}

/** An hour at 200 deltas a second, in twelve parts, as fast as they come: what the page holds after each. */
const hourOfDeltas = async ({ browser, client, small }: Watched): Promise<Measurement[]> => {
  const { id } = await client.createSession()
  await client.execute(id, script({ text: 'Begin.' }))
  await browser.timeTo(`/session?id=${id}`, 'Begin.')
  const heaps: number[] = []
  for (let part = 1; part <= 12; part += 1) {
    for (let run = 0; run < (small ? 1 : 30); run += 1) await client.execute(id, deltas(2_000, { size: 6 }))
    const done = `Part ${part} is done.`
    await client.execute(id, script({ text: done }))
    await browser.page.getByText(done, { exact: true }).last().waitFor({ state: 'visible', timeout: 90_000 })
    heaps.push(await browser.heap())
  }
  const growth = (heaps.at(-1) ?? 0) - (heaps.at(heaps.length / 2) ?? 0)
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

const stages: readonly Stage[] = [
  { name: 'long transcript', seconds: 120, measure: longTranscript },
  { name: 'streaming', seconds: 60, measure: streaming },
  { name: 'long list', seconds: 240, measure: longList },
  { name: 'an hour of deltas', seconds: 300, measure: hourOfDeltas },
]

/** What the stage measured; nothing, and a word about it, when it failed or took too long. */
const within = async ({ name, seconds, measure }: Stage, watched: Watched): Promise<Measurement[]> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${seconds} s`)), seconds * 1_000)
  })
  try {
    return await Promise.race([measure(watched), tooLong])
  } catch (error) {
    process.exitCode = 1
    process.stderr.write(`B15 ${name} could not be measured: ${String(error)}\n`)
    return []
  } finally {
    clearTimeout(timer)
  }
}

export const console: Benchmark = {
  id: 'b15',
  title: 'The console in Chromium: a long transcript, streaming, and a long list',
  async measure({ small }) {
    await using server = await startSojourn(everyDelta)
    const measurements: Measurement[] = []
    for (const stage of stages) {
      // A page for each, so that one that hangs is closed before the next begins.
      await using browser = await ConsoleBrowser.open(server)
      const watched = { browser, client: new PatientClient(server), server, small }
      measurements.push(...(await within(stage, watched)))
    }
    return measurements
  },
}
