import { type BrowserContext, test as base, expect, type Locator, type Page } from '@playwright/test'
import { createSojourn, type SessionHandle, type Sojourn } from '@sojourn/sdk'
import { TestServer } from '@sojourn/sdk/testing/test-server'

/** A step of the scripted runner; its documentation lists them. */
type Step = Record<string, unknown>

/** Input that makes the scripted runner play these steps. */
export const script = (...steps: Step[]): string => `@script ${JSON.stringify(steps)}`

export const writeFile = (path: string, content = 'written\n'): Step => ({
  tool: { toolId: 'fs', operation: 'write', toolInput: { path, content } },
})

export const logIn = async (context: BrowserContext, server: TestServer): Promise<void> => {
  const response = await context.request.post(`${server.url}/login`, { data: { token: server.token } })
  expect(response.ok()).toBe(true)
}

/** What a browser complains about while the server is gone, which is no fault of the page. */
const whileServerIsGone = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket connection to/

/** Errors of the page: exceptions, refused scripts and styles, failed requests. The answers to `expected` are left out. */
const watchErrors = (page: Page, errors: string[]): void => {
  page.on('pageerror', (error) => errors.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !whileServerIsGone.test(message.text())) errors.push(message.text())
  })
}

/** The line that says how the connection is; a narrow screen shows another one than a wide one. */
export const connection = (page: Page): Locator => page.getByTestId('connection').filter({ visible: true })

/** What the agent has said, message by message. */
export const said = (page: Page): Locator => page.locator('[data-kind="assistant_text"]')

interface TestFixtures {
  /** A page of a browser that is logged in. */
  page: Page
  /** Another client of the same server, over REST. */
  sojourn: Sojourn
  /** Makes a session, gives it work if asked, and opens it. */
  openSession: (text?: string, options?: { title?: string }) => Promise<SessionHandle>
  /** Console messages that a test provokes on purpose. */
  expectedErrors: RegExp[]
}

interface WorkerFixtures {
  server: TestServer
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters that a fixture names
    async ({}, use) => {
      await using server = await TestServer.start()
      await use(server)
    },
    { scope: 'worker' },
  ],
  baseURL: ({ server }, use) => use(server.url),
  expectedErrors: [[], { option: true }],
  page: async ({ context, server, expectedErrors }, use) => {
    await logIn(context, server)
    const page = await context.newPage()
    const errors: string[] = []
    watchErrors(page, errors)
    await use(page)
    expect(errors.filter((error) => !expectedErrors.some((pattern) => pattern.test(error)))).toEqual([])
  },
  sojourn: ({ server }, use) => use(createSojourn({ url: server.url, token: server.token })),
  openSession: async ({ page, sojourn }, use) => {
    await use(async (text, options = {}) => {
      const session = await sojourn.sessions.create(options)
      if (text !== undefined) await session.send(text)
      await page.goto(`/session?id=${session.id}`)
      return session
    })
  },
})

export { expect }
