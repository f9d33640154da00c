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
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Performance.enable')
    return new ConsoleBrowser(browser, page, devtools)
  }

  /** Milliseconds from asking for a page until a text of it is on the screen. Scripts and styles are cached. */
  async timeTo(path: string, text: string): Promise<number> {
    await this.page.goto('about:blank')
    const begin = performance.now()
    await this.page.goto(path, { waitUntil: 'commit' })
    await this.page.getByText(text).last().waitFor({ state: 'visible' })
    return performance.now() - begin
  }

  /** Frames a second while the wheel turns over the middle of the page. `step` is pixels a notch, negative = up. */
  async scroll({ step, ms }: { step: number; ms: number }): Promise<number> {
    await this.page.mouse.move(size.width / 3, size.height / 2)
    const frames = this.page.evaluate<number>(countFrames(ms))
    const end = performance.now() + ms
    while (performance.now() < end) {
      await this.page.mouse.wheel(0, step)
      await pause(16)
    }
    return await frames
  }

  /** Share of one core, percent, that the page's main thread takes over a time. */
  async mainThread(ms: number): Promise<number> {
    const before = await this.#metric('TaskDuration')
    const begin = performance.now()
    await pause(ms)
    const seconds = (performance.now() - begin) / 1_000
    return (100 * ((await this.#metric('TaskDuration')) - before)) / seconds
  }

  /** Memory that the page's scripts hold after a collection, MiB. */
  async heap(): Promise<number> {
    await this.#devtools.send('HeapProfiler.collectGarbage')
    return (await this.#metric('JSHeapUsedSize')) / 2 ** 20
  }

  async #metric(name: string): Promise<number> {
    const { metrics } = await this.#devtools.send('Performance.getMetrics')
    return metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
  }
}
