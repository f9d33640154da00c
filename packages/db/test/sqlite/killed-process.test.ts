import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { logEvents, projectId } from '@sojourn/core/testing/store-fixtures'
import { afterEach, describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../src/sqlite/open-sqlite-store.ts'
import { sqliteFile } from './sqlite-file.ts'

const script = fileURLToPath(new URL('append-until-killed.ts', import.meta.url))
const seed = Number(process.env.SOJOURN_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
const randomFrom = (start: number): (() => number) => {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const children = new Set<ChildProcess>()

const startWriter = (file: string, shape: { sessions: number; most: number }) => {
  const args = [script, file, String(shape.sessions), String(shape.most)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.add(child)
  return { child, lines: createInterface({ input: child.stdout }) }
}

/** Lets a writer acknowledge `lines` lines, kills it, and answers with the last seq it acknowledged of each session. */
const killAfter = async (file: string, { lines, ...shape }: { lines: number; sessions: number; most: number }) => {
  const writer = startWriter(file, shape)
  const acknowledged = new Map<string, number>()
  let seen = 0
  for await (const line of writer.lines) {
    const [session = '', seq] = line.split(' ')
    if (session !== 'ready') acknowledged.set(session, Number(seq))
    seen += 1
    if (seen === lines) writer.child.kill('SIGKILL')
  }
  if (writer.child.signalCode === null && writer.child.exitCode === null) await once(writer.child, 'exit')
  expect(writer.child.signalCode).toBe('SIGKILL')
  return acknowledged
}

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})

describe('a process that is killed', () => {
  it(`[E1] what was acknowledged is there unchanged and without holes, kill after kill (seed ${seed})`, async () => {
    const { file, remove } = await sqliteFile()
    const random = randomFrom(seed)
    for (let round = 0; round < 6; round += 1) {
      const shape = { sessions: 1 + Math.floor(random() * 8), most: 1 + Math.floor(random() * 50) }
      const lines = 2 + Math.floor(random() * 600)
      const acknowledged = await killAfter(file, { lines, ...shape })
      const store = await openSqliteStore({ file, sync: 'full' })
      for (const [id, seq] of acknowledged) {
        const events = (await store.readEvents({ sessionId: id, afterSeq: 0, limit: 1e6 })).map(({ json }) => json)
        const expected = logEvents(id, 1, events.length).map((event) => JSON.stringify(event))
        expect(events.length).toBeGreaterThanOrEqual(seq)
        expect(events).toEqual(expected)
        expect((await store.getSession({ projectId, id }))?.lastSeq).toBe(events.length)
      }
      await store.close()
    }
    await remove()
  })

  it('[D2] keeps a second writer out while it lives, says what to do, and lets it in when it is dead', async () => {
    const { file, remove } = await sqliteFile()
    const { child, lines } = startWriter(file, { sessions: 1, most: 1 })
    await once(lines, 'line')
    const refused = openSqliteStore({ file, sync: 'full' })
    await expect(refused).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(refused).rejects.toThrow(new RegExp(`${file} is in use by process ${child.pid}.*Stop that process`))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const store = await openSqliteStore({ file, sync: 'full' })
    expect((await store.listSessions({ projectId, limit: 5, filter: {} })).items.map(({ id }) => id)).toEqual(['s0'])
    await store.close()
    await remove()
  })
})
