import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'
import { token } from '../processes/sojourn-server.ts'

const size = { width: 1440, height: 900 }

/** Run in the page: how many frames a second there are. */
const countFrames = (ms: number): string => `new Promise((resolve) => {
  const begin = performance.now()
  let count = 0
  const next = (now) => {
    count += 1
    if (now - begin < ${ms}) requestAnimationFrame(next)
    else resolve((count * 1000) / (now - begin))
  }
  requestAnimationFrame(next)
})`

/** What something took: of a clock, and of the processor for the page's main thread alone. */
export interface Taken {
  ms: number
  cpuMs: number
}

/** Beyond this a page that does not answer is given up. */
const patienceMs = 30_000

/** A page of the console in Chromium, logged in, with the browser's own view of what it costs. */
export class ConsoleBrowser implements AsyncDisposable {
  readonly page: Page
  readonly #browser: Browser
  readonly #devtools: CDPSession

  private constructor(browser: Browser, page: Page, devtools: CDPSession) {
    this.#browser = browser
    this.page = page
    this.#devtools = devtools
  }

  static async open({ url }: { url: string }): Promise<ConsoleBrowser> {
    const browser = await chromium.launch({
      executablePath: process.env.SOJOURN_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    })
    const context = await browser.newContext({ viewport: size, baseURL: url })
    await context.request.post('/login', { data: { token } })
    context.setDefaultTimeout(patienceMs)
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    // Processor time, not time: on a busy machine the page's thread waits for a core, and that says nothing about it.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
    return new ConsoleBrowser(browser, page, devtools)
  }

  /** From asking for a page until a text of it is on the screen. Scripts and styles are cached. */
  async timeTo(path: string, text: string): Promise<Taken> {
    await this.page.goto('about:blank')
    return this.#taken(async () => {
      await this.page.goto(path, { waitUntil: 'commit' })
      await this.page.getByText(text).last().waitFor({ state: 'visible' })
    })
  }

  /** Frames a second while the wheel turns over the middle of the page. `step` is pixels a notch, negative = up. */
  async scroll({ step, ms }: { step: number; ms: number }): Promise<{ fps: number; cpuPercent: number }> {
    await this.page.mouse.move(size.width / 3, size.height / 2)
    let fps = Number.NaN
    const taken = await this.#taken(async () => {
      const frames = this.page.evaluate<number>(countFrames(ms))
      const end = performance.now() + ms
      while (performance.now() < end) {
        await this.page.mouse.wheel(0, step)
        await pause(16)
      }
      fps = await frames
    })
    return { fps, cpuPercent: (100 * taken.cpuMs) / taken.ms }
  }

  /** Share of one core, percent, that the page's main thread takes over a time. */
  async mainThread(ms: number): Promise<number> {
    const taken = await this.#taken(() => pause(ms))
    return (100 * taken.cpuMs) / taken.ms
  }

  /** Memory that the page's scripts hold after a collection, MiB. */
  async heap(): Promise<number> {
    await this.#devtools.send('HeapProfiler.collectGarbage')
    return (await this.#metric('JSHeapUsedSize')) / 2 ** 20
  }

  async #taken(work: () => Promise<unknown>): Promise<Taken> {
    const before = await this.#metric('ThreadTime')
    const begin = performance.now()
    await work()
    const ms = performance.now() - begin
    return { ms, cpuMs: 1_000 * ((await this.#metric('ThreadTime')) - before) }
  }

  async #metric(name: string): Promise<number> {
    const { metrics } = await this.#devtools.send('Performance.getMetrics')
    return metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
  }
}
