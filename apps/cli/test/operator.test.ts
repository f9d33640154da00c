import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { Sojourn, script } from './sojourn-command.ts'

interface Report {
  server: object | null
  sessions: number
  findings: { check: string; level: string; message: string; repaired?: string }[]
}

let server: TestServer
let sojourn: Sojourn
/** A server in which one run is over. */
beforeEach(async () => {
  server = await TestServer.start()
  sojourn = new Sojourn(server)
  await sojourn.run('send', script({ text: 'Done.' }))
  onTestFinished(() => server[Symbol.asyncDispose]())
})

const doctor = async (command: Sojourn, ...args: string[]): Promise<Report & { code: number | null }> => {
  const { code, stdout } = await command.run('doctor', ...args, '--json')
  return { ...(JSON.parse(stdout) as Report), code }
}

const file = (): string => join(server.dataDirectory, 'sojourn.db')

test('[L15] doctor finds nothing where all is well, with the server and without it', async () => {
  expect(await doctor(sojourn)).toMatchObject({ code: 0, sessions: 1, findings: [], server: [{ healthy: true }] })
  await server.end('SIGTERM')
  expect(await doctor(sojourn)).toMatchObject({ code: 0, sessions: 1, findings: [], server: null })
  const { stdout } = await sojourn.run('doctor')
  expect(stdout).toMatch(/^1 session with \d+ events checked, no server tells of itself: all is well$/m)
})

test('[L15] doctor says what is wrong, repairs what is safe when told to, and says what it did', async () => {
  await server.end('SIGTERM')
  const database = new DatabaseSync(file())
  database.exec("UPDATE run SET status = 'running'; UPDATE session SET listing = 'archived'")
  database.close()
  chmodSync(join(server.dataDirectory, 'token'), 0o644)
  const found = await doctor(sojourn)
  expect(found.code).toBe(1)
  expect(found.findings.map(({ check }) => check)).toEqual(['directory.modes', 'rows', 'rows'])
  const repaired = await doctor(sojourn, '--repair')
  expect(repaired.code).toBe(0)
  expect(repaired.findings.every((finding) => finding.repaired !== undefined)).toBe(true)
  expect(statSync(join(server.dataDirectory, 'token')).mode & 0o777).toBe(0o600)
  expect(await doctor(sojourn)).toMatchObject({ code: 0, findings: [] })
})

test('[L15] doctor does not repair under a running server', async () => {
  const { code, findings } = await doctor(sojourn, '--repair')
  expect(code).toBe(1)
  expect(findings).toMatchObject([{ check: 'database', message: expect.stringMatching(/is in use by process \d+/) }])
  await server.end('SIGTERM')
})

test('[L15] doctor says which settings are wrong, and that Redis is away', async () => {
  await server.end('SIGTERM')
  const wrong = await doctor(new Sojourn(server, { PORT: 'many', HOST: '' }))
  expect(wrong).toMatchObject({ code: 1, findings: [{ check: 'settings', message: expect.stringContaining('PORT') }] })
  const away = await doctor(new Sojourn(server, { REDIS_URL: 'redis://:secret@127.0.0.1:9' }))
  expect(away).toMatchObject({ code: 1, findings: [{ check: 'redis', level: 'warning' }] })
  expect(JSON.stringify(away)).not.toContain('secret')
})

test('[L15] doctor says when the server does not let it in', async () => {
  const stranger = await doctor(new Sojourn(server, { SOJOURN_TOKEN: 'not-the-token-of-the-server' }))
  expect(stranger).toMatchObject({ code: 1, server: null, sessions: 1, findings: [{ check: 'server' }] })
})

test('[L16] db status and db migrate tell of the database, also of one that is not there yet', async () => {
  expect((await sojourn.run('db', 'status')).stdout).toMatch(/^used by +process \d+$/m)
  const elsewhere = new Sojourn(server, { DATABASE_URL: `file:${join(server.dataDirectory, 'new.db')}` })
  expect((await elsewhere.run('db', 'status')).stderr).toContain('There is no database')
  const made = await elsewhere.json('db', 'migrate')
  expect(made).toMatchObject({ kind: 'sqlite', pending: [], sessions: 0, usedBy: null })
  expect(made.migrated).toEqual(made.applied)
  expect((await elsewhere.run('db', 'migrate')).stdout).toBe('The database is up to date.\n')
  expect((await elsewhere.run('db', 'status')).stdout).toMatch(/^migrations +\d+ applied, 0 pending$/m)
})

test('[L16] promote wants a PostgreSQL database and a stopped server, and shows no password', async () => {
  const none = await sojourn.run('promote')
  expect(none.code).toBe(1)
  expect(none.stderr).toContain('DATABASE_URL: write the address of an empty PostgreSQL database')
  const to = new Sojourn(server, { DATABASE_URL: 'postgresql://me:secret@127.0.0.1:9/x' })
  expect((await to.run('promote')).stderr).toMatch(/is in use by process \d+/)
  await server.end('SIGTERM')
  const away = await to.run('promote')
  expect(away.code).toBe(1)
  expect(away.stderr).toMatch(/The database x at 127.0.0.1:9 cannot be reached/)
  expect(away.stderr).not.toContain('secret')
})
