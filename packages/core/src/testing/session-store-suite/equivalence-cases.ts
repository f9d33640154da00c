import type { SessionFilter } from '@sojourn/contract/session'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SessionStore } from '../../ports/session-store.ts'
import { MemoryStore } from '../../store/memory-store.ts'
import { otherProjectId, projectId, timeAt } from '../store-fixtures.ts'
import type { OpenStore } from './opened-store.ts'
import { MoveMaker, randomMoves } from './random-appends.ts'

const sessionIds = ['s1', 's2', 's3', 's4']

const filters: SessionFilter[] = [
  {},
  { archived: true },
  { empty: true },
  { archived: true, empty: true },
  { label: 'red' },
  { text: 'GRÖSSER' },
  { text: '_' },
  { tag: 'Blue', archived: true, empty: true },
  { agentId: 'coder', status: 'active' },
  { state: 'running' },
  { activity: 'idle', createdAfter: timeAt(1), createdBefore: timeAt(5) },
  { parentId: 's1', activeAfter: timeAt(0), archived: true, empty: true },
]

/** Everything that can be read, by every way of asking. */
const readEverything = async (store: SessionStore) => {
  const answers: unknown[] = []
  for (const filter of filters) {
    for (const project of [projectId, otherProjectId]) {
      let cursor: string | null = null
      do {
        const position = cursor === null ? {} : { cursor }
        const page = await store.listSessions({ projectId: project, limit: 2, filter, ...position })
        answers.push(page)
        cursor = page.nextCursor
      } while (cursor !== null)
    }
  }
  for (const id of sessionIds) {
    answers.push(
      await store.loadSession({ projectId, id }),
      await store.getSession({ projectId: otherProjectId, id }),
      await store.listChildren({ projectId, id }),
      await store.listRuns({ projectId, sessionId: id, limit: 10 }),
      await store.listRuns({ projectId, sessionId: id, status: 'queued', limit: 2 }),
      await store.sessionCounts({ projectId, sessionId: id }),
    )
    for (const query of [
      {},
      { afterSeq: 2, uptoSeq: 6 },
      { afterTime: timeAt(2) },
      { types: ['log', 'error'] },
      { runId: 'r1', limit: 2 },
      { withoutDeltasExcept: ['b2'] },
    ]) {
      const events = await store.readEvents({ sessionId: id, afterSeq: 0, limit: 100, ...query })
      answers.push(events.map((logged) => logged.json))
    }
  }
  const unfinished = await store.findUnfinished()
  answers.push(unfinished.toSorted((left, right) => (left.sessionId < right.sessionId ? -1 : 1)))
  for (const tag of ['red', 'Blue', 'größer', 'x_y%']) answers.push(await store.sessionOfTag({ projectId, tag }))
  return answers
}

export const equivalenceCases = (open: OpenStore): void => {
  describe('chance', () => {
    it('[E1] any appends, repeated, stale or ahead, leave the same to be read as in the memory store', async () => {
      await fc.assert(
        fc.asyncProperty(randomMoves, async (moves) => {
          const { store, close } = await open()
          const model = new MemoryStore()
          const maker = new MoveMaker()
          try {
            for (const move of moves) {
              const { sessionId } = move
              if (move.intent === 'delete') {
                const ids = { projectId, id: sessionId }
                expect(await store.deleteSession(ids)).toBe(await model.deleteSession(ids))
                maker.deleted(sessionId)
                continue
              }
              const request = maker.toRequest(move)
              const results = await store.append([request])
              expect(results).toEqual(await model.append([request]))
              if (results[0]?.status === 'stored') maker.stored(request)
            }
            expect(await readEverything(store)).toEqual(await readEverything(model))
          } finally {
            await close()
          }
        }),
        { numRuns: 40 },
      )
    })
  })
}
