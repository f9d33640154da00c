import type { Finding } from '@sojourn/contract/operator-line'
import { uuidSource } from '@sojourn/core/ports/uuid-source'
import { ScriptedTurns } from '@sojourn/core/testing/scripted-turns'
import { startTestRuntime, tester } from '@sojourn/core/testing/test-runtime'
import Connection from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inspectDatabase } from '../../src/inspection/inspect-database.ts'
import { openDatabase } from '../../src/inspection/open-database.ts'
import { openSqliteStore } from '../../src/sqlite/open-sqlite-store.ts'
import { sqliteFile } from '../sqlite/sqlite-file.ts'
import { type LivedIn, liveIn } from './lived-in-store.ts'

let place: Awaited<ReturnType<typeof sqliteFile>>
let lived: LivedIn

beforeEach(async () => {
  place = await sqliteFile()
  lived = await liveIn(await openSqliteStore({ file: place.file, sync: 'normal' }))
})
afterEach(() => place.remove())

/** Changes the file past the store, as a bug or a hand might. */
const damage = (...statements: string[]): void => {
  const connection = new Connection(place.file)
  connection.pragma('foreign_keys = OFF')
  for (const sql of statements) connection.exec(sql)
  connection.close()
}

const inspect = async ({ repair = false, hostId = null as string | null } = {}) => {
  const findings: Finding[] = []
  await using database = await openDatabase({ type: 'sqlite', file: place.file }, { access: repair ? 'alone' : 'read' })
  const onFinding = (finding: Finding): void => void findings.push(finding)
  const result = await inspectDatabase(database, { repair, hostId, onFinding, onProgress: () => {} })
  return { ...result, findings }
}

const checksOf = async () => (await inspect()).findings.map(({ check }) => check)

describe('a database that was used well', () => {
  it('[D6] has nothing to find, forks, copies and moved tags included', async () => {
    const { findings, sessions, events } = await inspect()
    expect(findings).toEqual([])
    expect(sessions).toBe(6)
    expect(events).toBeGreaterThan(50)
  })

  it('[D6] is looked at while a store has it open, which it does not disturb', async () => {
    const store = await openSqliteStore({ file: place.file, sync: 'normal' })
    expect((await inspect()).findings).toEqual([])
    expect(await store.getSession({ projectId: 'default', id: lived.sessionId })).not.toBeNull()
    await expect(inspect({ repair: true })).rejects.toThrow(/is in use by/)
    await store.close()
  })
})

describe('attachments', () => {
  const named = `SELECT count(*) AS count FROM session_attachment WHERE seq IS NOT NULL`
  const count = (sql: string): number => {
    const connection = new Connection(place.file, { readonly: true })
    const row = connection.prepare(sql).get() as { count: number }
    connection.close()
    return row.count
  }

  it('[AT1] [D6] a content that a log names and that is gone is named, and nothing is made up for it', async () => {
    damage('DELETE FROM attachment')
    const { findings } = await inspect({ repair: true })
    const missing = findings.filter(({ check }) => check === 'attachments.missing')
    // The session, its two forks and its copy.
    expect(missing).toHaveLength(4)
    expect(missing.every(({ repaired }) => repaired === undefined)).toBe(true)
    expect(await checksOf()).toContain('attachments.missing')
  })

  it('[AT1] [D6] a content that is not what its id says is named', async () => {
    damage("UPDATE attachment SET data = x'00' WHERE size = 8")
    expect(await checksOf()).toEqual(['attachments.content'])
    damage('UPDATE attachment SET size = 1 WHERE size = 8')
    expect(await checksOf()).toEqual(['attachments.content'])
  })

  it('[AT1] [D6] links are written anew from the log; only what no log names is removed', async () => {
    expect(count(named)).toBe(4)
    damage('DELETE FROM session_attachment')
    expect(await checksOf()).toContain('attachments.unused')
    const { findings } = await inspect({ repair: true })
    expect(findings.filter(({ repaired }) => repaired === undefined)).toEqual([])
    expect(findings.at(-1)).toMatchObject({ check: 'attachments.unused', repaired: 'removed 1 contents' })
    expect(count(named)).toBe(4)
    expect(count('SELECT count(*) AS count FROM attachment')).toBe(1)
    expect(await checksOf()).toEqual([])
  })

  it('[AT1] [D6] what a broken log may still name stays', async () => {
    damage('DELETE FROM session_attachment', `DELETE FROM event WHERE seq = 1 AND sessionId = '${lived.sessionId}'`)
    const { findings } = await inspect({ repair: true })
    const unused = findings.find(({ check }) => check === 'attachments.unused')
    expect(unused).toBeDefined()
    expect(unused?.repaired).toBeUndefined()
  })
})

describe('a database that is in use', () => {
  it('[D6] is seen session by session at one moment: what is written meanwhile is no finding', async () => {
    const { runtime } = await startTestRuntime({
      store: await openSqliteStore({ file: place.file, sync: 'normal' }),
      ids: uuidSource,
      runner: new ScriptedTurns().on('talk', async (turn) => {
        for (let line = 0; line < 20; line += 1) await turn.log('info', `line ${line}`)
      }),
    })
    let working = true
    const work = async (): Promise<void> => {
      while (working) {
        const { id } = await runtime.sessions.create(tester, {})
        await runtime.runs.execute(tester, { sessionId: id, input: { text: 'talk' } })
        await runtime.runs.execute(tester, { sessionId: lived.sessionId, input: { text: 'talk' } })
      }
    }
    const atWork = work()
    for (let time = 0; time < 5; time += 1) expect((await inspect({ hostId: 'host-1' })).findings).toEqual([])
    working = false
    await atWork
    await runtime.shutdown()
  })
})

describe('a damaged log', () => {
  it('[D6] with a hole is found, and left alone', async () => {
    damage(`DELETE FROM event WHERE sessionId = '${lived.sessionId}' AND seq = 3`)
    const { findings } = await inspect({ repair: true })
    expect(findings).toMatchObject([{ check: 'log.seqs', sessionId: lived.sessionId }])
    expect(findings[0]?.message).toContain('events 3 are missing')
    expect(findings[0]?.repaired).toBeUndefined()
  })

  it('[D6] with its end missing is found', async () => {
    damage(`DELETE FROM event WHERE sessionId = '${lived.sessionId}' AND seq > 5`)
    expect(await checksOf()).toEqual(['log.seqs'])
  })

  it('[D6] that cannot be read is found', async () => {
    damage(`UPDATE event SET data = '{' WHERE sessionId = '${lived.sessionId}' AND seq = 2`)
    expect(await checksOf()).toEqual(['log.events'])
  })

  it('[D6] in which a run ends twice is found', async () => {
    damage(
      `INSERT INTO event SELECT sessionId, (SELECT max(seq) + 1 FROM event e WHERE e.sessionId = event.sessionId), 'again', ts,
        'run.failed', v, runId, source, '{"doneReason":"error","durationMs":1,"error":{"code":"X","message":"x","retryable":false}}', raw
        FROM event WHERE sessionId = '${lived.sessionId}' AND type = 'run.completed'`,
      `UPDATE session SET lastSeq = lastSeq + 1 WHERE id = '${lived.sessionId}'`,
    )
    expect(await checksOf()).toContain('log.runs')
    // Rows of such a log are left as they are.
    damage(`UPDATE run SET status = 'running' WHERE sessionId = '${lived.sessionId}'`)
    const { findings } = await inspect({ repair: true })
    expect(findings.filter(({ check }) => check === 'rows').length).toBeGreaterThan(0)
    expect(findings.filter(({ repaired }) => repaired !== undefined)).toEqual([])
  })

  it('[D6] without its beginning is found', async () => {
    damage(`UPDATE event SET type = 'log' WHERE sessionId = '${lived.sessionId}' AND seq = 1`)
    expect(await checksOf()).toContain('log.fold')
  })
})

describe('rows that are not what the log says', () => {
  it.each([
    ['the state', `UPDATE session SET state = 'running' WHERE id = $`],
    ['the end of the log', `UPDATE session SET lastSeq = lastSeq - 1 WHERE id = $`],
    ['usage', `UPDATE session SET usage = '{}' WHERE id = $`],
    ['where lists have it', `UPDATE session SET listing = 'archived' WHERE id = $`],
    ['the context', `UPDATE session_detail SET context = '{"a":1}' WHERE sessionId = $`],
    ['a label', `DELETE FROM session_label WHERE label = 'three' AND sessionId = $`],
    ['a run', `UPDATE run SET status = 'running', settledAt = NULL WHERE sessionId = $`],
    ['a missing run', `DELETE FROM run WHERE sessionId = $`],
    ['a tool call', `UPDATE tool_call SET status = 'started' WHERE sessionId = $`],
    ['a checkpoint', `UPDATE checkpoint SET data = '1' WHERE sessionId = $`],
    ['a step', `DELETE FROM step WHERE sessionId = $`],
    ['a usage entry', `DELETE FROM usage_entry WHERE sessionId = $`],
  ])('[D6] are found and written anew: %s', async (_, sql) => {
    damage(sql.replaceAll('$', `'${lived.sessionId}'`))
    const { findings } = await inspect({ repair: true })
    expect(findings.length).toBeGreaterThan(0)
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(['rows']))
    expect(findings.every(({ repaired }) => repaired !== undefined)).toBe(true)
    expect((await inspect()).findings).toEqual([])
  })

  it('[D6] are found of a request that waits', async () => {
    damage("UPDATE permission SET status = 'allowed'")
    expect(await checksOf()).toEqual(['rows'])
  })
})

describe('what belongs to nobody', () => {
  it('[D6] is found; pointers go, the past stays', async () => {
    damage(`DELETE FROM session WHERE id = '${lived.sessionId}'`)
    const { findings } = await inspect({ repair: true })
    const orphans = findings.filter(({ check }) => check === 'orphans')
    expect(orphans.find(({ message }) => message.includes('of event'))?.repaired).toBeUndefined()
    expect(orphans.find(({ message }) => message.includes('of session_label'))?.repaired).toBe(
      'removed 2 rows of session_label',
    )
  })

  it('[D6] a tag that its session does not know is found', async () => {
    damage("UPDATE tag SET sessionId = 'untouched'")
    expect(await checksOf()).toEqual(['tags'])
  })

  it('[D6] [BR2] a bridge ahead of a log is found and put back', async () => {
    damage(
      "INSERT INTO bridge VALUES ('b')",
      `INSERT INTO bridge_cursor SELECT 'b', id, lastSeq + 7 FROM session WHERE id = '${lived.sessionId}'`,
    )
    const found = (await inspect({ repair: true })).findings
    const findings = found.filter(({ check }) => check === 'bridges.cursors')
    expect(findings).toMatchObject([{ repaired: expect.any(String) }])
    expect(await checksOf()).not.toContain('bridges.cursors')
  })

  it('[D6] [BR2] what a bridge has not delivered is said while no server is at it', async () => {
    damage("INSERT INTO bridge VALUES ('b')")
    expect((await inspect()).findings).toMatchObject([
      { check: 'bridges.behind', level: 'note', message: expect.stringContaining('news of 6 sessions') },
    ])
  })

  it('[D6] [C2] a run whose server is gone is found', async () => {
    damage(
      `DELETE FROM event WHERE sessionId = '${lived.sessionId}' AND seq > (SELECT min(seq) FROM event e WHERE e.sessionId = event.sessionId AND e.type = 'run.started')`,
      `UPDATE session SET lastSeq = (SELECT max(seq) FROM event WHERE sessionId = session.id) WHERE id = '${lived.sessionId}'`,
    )
    await inspect({ repair: true })
    expect((await inspect()).findings).toMatchObject([{ check: 'runs.owner', level: 'warning' }])
    const store = await openSqliteStore({ file: place.file, sync: 'normal' })
    expect((await inspect({ hostId: 'host-1' })).findings).toEqual([])
    expect((await inspect({ hostId: 'host-2' })).findings).toMatchObject([{ check: 'runs.owner', level: 'error' }])
    await store.close()
  })

  it('[D6] [D1] migrations that are missing are said, and nothing else is looked at', async () => {
    damage("UPDATE _prisma_migrations SET migration_name = '0000_other' WHERE migration_name LIKE '%bridges'")
    expect(await checksOf()).toEqual(['database.migrations'])
  })
})
