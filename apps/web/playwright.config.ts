import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'

// The tests drive what the server delivers.
if (!existsSync(fileURLToPath(new URL('out/index.html', import.meta.url)))) {
  throw new Error('Build the console first: pnpm --filter @sojourn/web build')
}

const report = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE

/** The browser is the system's: nothing is downloaded. The server is a process that each worker starts for itself. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  workers: 1,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  // Generous: a busy machine is slow, not wrong. Nothing that passes waits for it.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: report ? [['list'], ['json', { outputFile: report }]] : [['list']],
  outputDir: 'test-results',
  use: {
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    },
  },
})
