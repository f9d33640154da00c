import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configurationDocument } from '../src/config/configuration-document.ts'
import { ConfigError, readConfig } from '../src/config/read-config.ts'
import { settings } from '../src/config/settings.ts'

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment, '/work')
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('readConfig', () => {
  it('has a default for everything, and keeps all data in one directory', () => {
    const config = readConfig({}, '/home/ada')
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      dataDirectory: '/home/ada/.sojourn',
      database: { type: 'sqlite', file: '/home/ada/.sojourn/sojourn.db', sync: 'full' },
      auth: 'on',
      allowedHosts: [],
    })
  })

  it('takes relative paths from where the server is started', () => {
    const config = readConfig({ SOJOURN_DATA: 'data', DATABASE_URL: 'file:./db/main.db' }, '/home/ada')
    expect(config.dataDirectory).toBe(join('/home/ada', 'data'))
    expect(config.database).toMatchObject({ file: '/home/ada/db/main.db' })
  })

  it('treats an empty variable as an absent one', () => {
    expect(readConfig({ PORT: '', HOST: '' }).port).toBe(3000)
  })

  it('names every variable that is wrong at once, and what to write', () => {
    const problems = problemsOf({ PORT: 'http', LOG_LEVEL: 'loud' })
    expect(problems).toEqual([
      'PORT: "http" is not valid; write a whole number from 0 to 65535, for example PORT=3000.',
      expect.stringMatching(/^LOG_LEVEL: "loud" is not valid; write fatal, /),
    ])
  })

  it.each(['70000', '-1', '3000.5', '3e3', ' '])('refuses PORT=%j', (port) => {
    expect(problemsOf({ PORT: port })).toHaveLength(1)
  })

  it('[X1] accepts SOJOURN_AUTH=off on a loopback address only', () => {
    expect(problemsOf({ SOJOURN_AUTH: 'off', HOST: '127.0.0.2' })).toEqual([])
    expect(problemsOf({ SOJOURN_AUTH: 'off', HOST: '0.0.0.0' })).toEqual([expect.stringContaining('SOJOURN_AUTH')])
  })

  it('never shows a secret that is not valid', () => {
    expect(problemsOf({ SOJOURN_TOKEN: 'short secret' }).join()).not.toContain('short secret')
    expect(problemsOf({ DATABASE_URL: 'mysql://ada:hunter2@db/x' }).join()).not.toContain('hunter2')
  })

  it('takes the address of a PostgreSQL database', () => {
    const url = 'postgresql://ada:hunter2@db.example.com:5433/sessions?sslmode=require'
    expect(readConfig({ DATABASE_URL: url }).database).toEqual({ type: 'postgresql', url })
    expect(problemsOf({ DATABASE_URL: 'postgresql://ada:hunter2@[' })).toEqual([
      expect.stringMatching(/^DATABASE_URL: the given value is not valid; write a file, /),
    ])
  })

  it('has a default that it accepts itself, for every setting that has one', () => {
    for (const { env, default: value, schema } of Object.values(settings)) {
      if (value !== undefined) expect(schema.safeParse(value).success, env).toBe(true)
    }
  })

  it('is what docs/configuration.md says', async () => {
    const document = await readFile(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
    expect(document, 'run `pnpm --filter @sojourn/server documents`').toBe(configurationDocument())
  })
})
