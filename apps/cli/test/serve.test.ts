import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Sojourn } from './sojourn-command.ts'

test.each(['SIGINT', 'SIGTERM'] as const)('[L10] serve starts a server, and %s stops it', async (signal) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'sojourn-serve-'))
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }))
  const serving = new Sojourn({ url: 'http://127.0.0.1:3000', dataDirectory }).start('serve', '--port', '0')
  await serving.prints(/listens on (http:\/\/[\d.:]+)/)
  const url = /listens on (http:\/\/[\d.:]+)/.exec(serving.stdout)?.[1] ?? ''
  const sojourn = new Sojourn({ url, dataDirectory })
  expect((await sojourn.run('info')).code).toBe(0)
  serving.signal(signal)
  expect((await serving.ended).code).toBe(0)
  expect((await sojourn.run('info')).stderr).toContain('nothing listens there')
})

test('[L10] info says how far behind the server is with what it publishes', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'sojourn-serve-'))
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }))
  // Nobody listens on the port for discarded data.
  const environment = { REDIS_URL: 'redis://127.0.0.1:9' }
  const place = { url: 'http://127.0.0.1:3000', dataDirectory }
  const serving = new Sojourn(place, environment).start('serve', '--port', '0')
  await serving.prints(/listens on (http:\/\/[\d.:]+)/)
  const url = /listens on (http:\/\/[\d.:]+)/.exec(serving.stdout)?.[1] ?? ''
  const sojourn = new Sojourn({ url, dataDirectory })
  expect((await sojourn.run('new')).code).toBe(0)
  expect((await sojourn.run('info')).stdout).toMatch(/^to redis {7}behind for .*1 session waiting/m)
  serving.signal('SIGTERM')
  expect((await serving.ended).code).toBe(0)
})
