import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isoAge } from '../src/commands/cleanup-command.ts'
import { Sojourn, script } from './sojourn-command.ts'

let server: TestServer
let sojourn: Sojourn

beforeAll(async () => {
  server = await TestServer.start()
  sojourn = new Sojourn(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const worked = async (...args: string[]): Promise<string> => {
  const id = (await sojourn.run('new', ...args)).stdout.trim()
  await sojourn.run(
    'send',
    '-s',
    id,
    script({ text: 'Grüße \u2028 ✓' }, { usage: { model: 'm', inputTokens: 7, costUsd: 0.5 } }),
  )
  return id
}
const fileOf = (name: string) => join(server.dataDirectory, name)
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

test('[L11] export writes the log, checked, to a file or a pipe, and import makes the session again', async () => {
  const id = await worked('--title', 'Travelling')
  const piped = await sojourn.run('export', id)
  expect(piped.code).toBe(0)
  const file = fileOf('notes.jsonl')
  const written = await sojourn.json('export', id, '-o', file)
  expect(readFileSync(file, 'utf8')).toBe(piped.stdout)
  expect(written).toMatchObject({
    sessionId: id,
    file,
    sha256: sha256(piped.stdout),
    bytes: Buffer.byteLength(piped.stdout),
  })
  expect(piped.stderr).toContain(`SHA-256 ${written.sha256}, checked`)
  await using other = await TestServer.start()
  const there = new Sojourn(other)
  const imported = await there.run('import', file)
  expect(imported).toMatchObject({ code: 0, stdout: `${id}\n` })
  expect(imported.stderr).toContain('Travelling · ')
  expect((await there.run('export', id)).stdout).toBe(piped.stdout)
  const copying = there.start('import', '-', '--id', 'copy')
  copying.type(piped.stdout)
  copying.endInput()
  expect((await copying.ended).stdout).toBe('copy\n')
})

test('[L11] a file that is there is not written over, and nothing is left of an export that breaks off', async () => {
  const id = await worked()
  const file = fileOf('there.jsonl')
  writeFileSync(file, 'precious')
  expect(await sojourn.run('export', id, '-o', file)).toMatchObject({ code: 2, stdout: '' })
  expect(readFileSync(file, 'utf8')).toBe('precious')
  expect((await sojourn.run('export', id, '-o', file, '--force')).stdout).toMatch(
    /^Wrote .*there\.jsonl · \d+ events, /,
  )
  const nowhere = await sojourn.run('export', id, '-o', fileOf('no/such/folder.jsonl'))
  expect(nowhere.code).toBe(1)
  expect(readdirSync(server.dataDirectory).filter((name) => name.includes('partial'))).toEqual([])
})

test('[L11] what is no export is refused with the line that is wrong', async () => {
  const file = fileOf('broken.jsonl')
  writeFileSync(file, '{"seq": 1}\n')
  const { code, stderr } = await sojourn.run('import', file)
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: Line 1/)
  expect(await sojourn.run('import', fileOf('absent.jsonl'))).toMatchObject({ code: 2 })
})

test('[S13] cleanup shows what would go, insists on a word, and deletes', async () => {
  const ids = await Promise.all([worked('--label', 'spring'), worked('--label', 'spring')])
  const old = ['cleanup', '--older-than', '2100-01-01', '--label', 'spring']
  const dry = await sojourn.json(...old, '--dry-run')
  expect((dry.sessions as { id: string }[]).map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  expect(await sojourn.run(...old)).toMatchObject({ code: 2, stderr: expect.stringContaining('--dry-run') })
  expect((await sojourn.run('cleanup', '--yes')).stderr).toContain('--older-than says')
  expect((await sojourn.run(...old, '--yes')).stdout).toBe('2 sessions deleted\n')
  expect((await sojourn.run(...old, '--yes')).stdout).toBe('0 sessions deleted\n')
  expect(['12h', '30d', '8w', '90m', 'P1Y', '2026-01-01'].map(isoAge)).toEqual([
    ...['PT12H', 'P30D', 'P8W', 'PT90M', 'P1Y', '2026-01-01'],
  ])
})

test('[L12] usage reports tokens and cost with a sum', async () => {
  const id = await worked()
  const report = await sojourn.run('usage', id, '--by', 'model')
  expect(report.stdout).toMatch(/^MODEL +CALLS +INPUT +CACHED +OUTPUT +THINKING +COST\nm +1 +7 +0 +0 +0 +\$0\.5000\n$/)
  const divided = await sojourn.run('usage', id, '--by', 'agent', '--and', 'model')
  expect(divided.stdout).toMatch(/^AGENT +MODEL +CALLS [\s\S]*\ndemo +m +1 /)
  const all = await sojourn.run('usage', '--by', 'session')
  expect(all.stdout).toContain(id)
  expect(all.stdout).toMatch(/\ntotal +\d+ +\d+/)
  expect(await sojourn.json('usage', '--from', '2100-01-01')).toMatchObject({ items: [] })
})

test('[L13] long work shows how far it has come, on a terminal only', async () => {
  const id = await worked()
  const onTerminal = await sojourn.startOnTerminal('export', id, '-o', fileOf('seen.jsonl')).ended
  expect(onTerminal.stdout).toMatch(/Exporting [█░]{24} +\d+ % · \d+ events? of \d+ events/)
  expect((await sojourn.run('export', id, '-o', fileOf('unseen.jsonl'))).stderr).toBe('')
})
