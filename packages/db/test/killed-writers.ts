import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SessionStore } from '@sojourn/core/ports/session-store'
import { logEvents, projectId } from '@sojourn/core/testing/store-fixtures'
import { afterEach, expect } from 'vitest'
import { openStoreAt } from './open-store-at.ts'

const script = fileURLToPath(new URL('append-until-killed.ts', import.meta.url))

/** The seed of the kills by chance; its name belongs in the test's title. */
export const seed = Number(process.env.SOJOURN_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))

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

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})

/** Starts a process that appends to the database at `place` for ever, and prints what was acknowledged. */
export const startWriter = (place: string, shape: { sessions: number; most: number }) => {
  const args = [script, place, String(shape.sessions), String(shape.most)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.add(child)
  return { child, lines: createInterface({ input: child.stdout }) }
}

/** Lets a writer acknowledge `lines` lines, kills it, and answers with the last seq it acknowledged of each session. */
const killAfter = async (place: string, { lines, ...shape }: { lines: number; sessions: number; most: number }) => {
  const writer = startWriter(place, shape)
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

/** [AT1] Each append named a content with its last event: all are there, and none beyond the log. */
const expectContents = async (store: SessionStore, sessionId: string, lastSeq: number): Promise<void> => {
  const own = { projectId, sessionId }
  const kept = await store.listAttachments(own)
  const seqs = kept.map(({ seq }) => seq ?? 0)
  expect(Math.max(1, ...seqs)).toBe(lastSeq)
  for (const { attachmentId, seq } of kept) {
    const data = await store.readAttachment({ ...own, attachmentId })
    expect(Buffer.from(data ?? []).toString()).toBe(`${sessionId} ${seq}`)
  }
}

/** Kills one writer after another at moments of chance, and checks after each that what it acknowledged is there. */
export const expectAcknowledgedToSurvive = async (place: string): Promise<void> => {
  const random = randomFrom(seed)
  for (let round = 0; round < 6; round += 1) {
    const shape = { sessions: 1 + Math.floor(random() * 8), most: 1 + Math.floor(random() * 50) }
    const lines = 2 + Math.floor(random() * 600)
    const acknowledged = await killAfter(place, { lines, ...shape })
    const store = await openStoreAt(place)
    for (const [id, seq] of acknowledged) {
      const events = (await store.readEvents({ sessionId: id, afterSeq: 0, limit: 1e6 })).map(({ json }) => json)
      const expected = logEvents(id, 1, events.length).map((event) => JSON.stringify(event))
      expect(events.length).toBeGreaterThanOrEqual(seq)
      expect(events).toEqual(expected)
      expect((await store.getSession({ projectId, id }))?.lastSeq).toBe(events.length)
      await expectContents(store, id, events.length)
    }
    await store.close()
  }
}
