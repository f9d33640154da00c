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
