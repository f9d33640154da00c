import { describe, expect, it } from 'vitest'
import type { AttachmentRecord } from '../../ports/records.ts'
import type { AppendRequest, SessionStore } from '../../ports/session-store.ts'
import { contentOf } from '../../session/keep-content.ts'
import { createRequest, nextRequest, otherProjectId, projectId, timeAt } from '../store-fixtures.ts'
import { type OpenStore, storeAll, useStore } from './opened-store.ts'

const content = (text: string): AttachmentRecord => contentOf(Buffer.from(text))

/** The request, whose last event names these contents and brings those that `brings` has. */
const naming = (
  request: AppendRequest,
  named: readonly AttachmentRecord[],
  brings: readonly AttachmentRecord[] = named,
): AppendRequest => {
  const { id: sessionId, projectId: project, lastSeq: seq } = request.record
  const link = { projectId: project, sessionId, seq, createdAt: timeAt(seq) }
  return { ...request, attachments: named.map(({ id }) => ({ ...link, attachmentId: id })), contents: brings }
}

/** What the session has of a content, as text. */
const textOf = async (store: SessionStore, query: Parameters<SessionStore['readAttachment']>[0]) => {
  const data = await store.readAttachment(query)
  return data && Buffer.from(data).toString()
}

const had = async (store: SessionStore, sessionId: string) => {
  const found = await store.listAttachments({ projectId, sessionId })
  return found.toSorted((left, right) => (left.attachmentId < right.attachmentId ? -1 : 1))
}

export const attachmentCases = (open: OpenStore): void => {
  describe('attachments', () => {
    const opened = useStore(open)
    const a = content('first \0 content')
    const b = content('second')
    const upload = (sessionId: string, given: AttachmentRecord, { at = 0, keep = 10 } = {}) =>
      opened.store.putAttachment({ projectId, sessionId, content: given, createdAt: timeAt(at), keep })

    it('[AT1] contents come with the append that names them, and byte by byte', async () => {
      const { store } = opened
      const every = contentOf(Uint8Array.from({ length: 256 }, (_, byte) => byte))
      const empty = contentOf(new Uint8Array())
      await storeAll(store, naming(createRequest({ id: 's1' }, 2), [a, every, empty]))
      const query = { projectId, sessionId: 's1' }
      for (const { id, data } of [a, every, empty]) {
        const stored = await store.readAttachment({ ...query, attachmentId: id })
        expect(Buffer.from(stored ?? 'none')).toEqual(Buffer.from(data))
      }
      expect(await store.listAttachments({ ...query, ids: [every.id, b.id] })).toEqual([
        { attachmentId: every.id, seq: 2, size: 256 },
      ])
    })

    it('[AT1] a session remembers the first event that names a content', async () => {
      const { store } = opened
      const first = naming(createRequest({ id: 's1' }, 2), [a])
      await storeAll(store, first)
      await storeAll(store, naming(nextRequest(first), [a, b]))
      expect(await had(store, 's1')).toEqual(
        [
          { attachmentId: a.id, seq: 2, size: a.data.length },
          { attachmentId: b.id, seq: 3, size: 6 },
        ].toSorted((left, right) => (left.attachmentId < right.attachmentId ? -1 : 1)),
      )
    })

    it('[AT1] many may bring the same content at once', async () => {
      const { store } = opened
      const ids = ['s1', 's2', 's3', 's4']
      const results = await Promise.all([
        store.append(ids.slice(0, 3).map((id) => naming(createRequest({ id }), [a, b]))),
        store.append([naming(createRequest({ id: 's4' }), [b, a])]),
      ])
      expect(results.flat()).toEqual(ids.map(() => ({ status: 'stored' })))
      for (const id of ids) expect(await textOf(store, { projectId, sessionId: id, attachmentId: b.id })).toBe('second')
    })

    it('[AT1] what is stored already need not be brought, and what is nowhere is a conflict that leaves no trace', async () => {
      const { store } = opened
      await storeAll(store, naming(createRequest({ id: 's1' }), [a]))
      await storeAll(store, naming(createRequest({ id: 's2' }), [a], []))
      const results = await store.append([
        naming(createRequest({ id: 's3' }), [b], []),
        naming(createRequest({ id: 's4' }), [a], []),
      ])
      expect(results).toEqual([{ status: 'conflict' }, { status: 'stored' }])
      expect(await store.getSession({ projectId, id: 's3' })).toBeNull()
      expect(await textOf(store, { projectId, sessionId: 's4', attachmentId: a.id })).toBe('first \0 content')
    })

    it('[AT1] a request that the fence refuses leaves no content', async () => {
      const { store } = opened
      const first = createRequest({ id: 's1' })
      await storeAll(store, first, createRequest({ id: 's2' }))
      const stale = naming(nextRequest(nextRequest(first)), [a])
      expect(await store.append([stale])).toEqual([{ status: 'conflict' }])
      expect(await store.append([naming(createRequest({ id: 's3' }), [a], [])])).toEqual([{ status: 'conflict' }])
    })

    it('[AT1] [X1] contents of another session or project are not there', async () => {
      const { store } = opened
      await storeAll(
        store,
        naming(createRequest({ id: 's1' }), [a]),
        createRequest({ id: 's2' }),
        naming(createRequest({ id: 'o1', projectId: otherProjectId }), [b]),
      )
      expect(await textOf(store, { projectId, sessionId: 's2', attachmentId: a.id })).toBeNull()
      expect(await textOf(store, { projectId: otherProjectId, sessionId: 's1', attachmentId: a.id })).toBeNull()
      expect(await textOf(store, { projectId, sessionId: 'o1', attachmentId: b.id })).toBeNull()
      expect(await textOf(store, { projectId: otherProjectId, sessionId: 'o1', attachmentId: b.id })).toBe('second')
      expect(await store.listAttachments({ projectId, sessionId: 'o1' })).toEqual([])
      // Nor do they count as stored: a content is shared within a project only.
      expect(await store.append([naming(createRequest({ id: 's3' }), [b], [])])).toEqual([{ status: 'conflict' }])
    })

    it('[AT1] [S12] a content goes with the last session that has it', async () => {
      const { store } = opened
      await storeAll(store, naming(createRequest({ id: 's1' }), [a, b]), naming(createRequest({ id: 's2' }), [a]))
      expect(await store.deleteSession({ projectId: otherProjectId, id: 's1' })).toBe(false)
      expect(await store.deleteSession({ projectId, id: 's1' })).toBe(true)
      expect(await had(store, 's1')).toEqual([])
      expect(await textOf(store, { projectId, sessionId: 's2', attachmentId: a.id })).toBe('first \0 content')
      const named = (sessionId: string, one: AttachmentRecord) => naming(createRequest({ id: sessionId }), [one], [])
      expect(await store.append([named('s3', b)])).toEqual([{ status: 'conflict' }])
      await store.deleteSession({ projectId, id: 's2' })
      expect(await store.append([named('s4', a)])).toEqual([{ status: 'conflict' }])
    })

    it('[AT1] of sessions that go at once the last takes the content, and one that begins to have it keeps it', async () => {
      const { store } = opened
      for (let round = 0; round < 20; round += 1) {
        const [left, right, fresh] = [`l${round}`, `r${round}`, `f${round}`]
        await storeAll(store, naming(createRequest({ id: left }), [a]), naming(createRequest({ id: right }), [a]))
        const [results] = await Promise.all([
          store.append([naming(createRequest({ id: fresh }), [a])]),
          store.deleteSession({ projectId, id: left }),
          store.deleteSession({ projectId, id: right }),
        ])
        expect(results).toEqual([{ status: 'stored' }])
        expect(await textOf(store, { projectId, sessionId: fresh, attachmentId: a.id })).toBe('first \0 content')
        await storeAll(store, naming(createRequest({ id: `${left}+` }), [a]))
        const deleted = [fresh, `${left}+`].map((id) => store.deleteSession({ projectId, id }))
        expect(await Promise.all(deleted)).toEqual([true, true])
        const rest = naming(createRequest({ id: `n${round}` }), [a], [])
        expect(await store.append([rest])).toEqual([{ status: 'conflict' }])
      }
    })

    it('[AT3] an upload is the session’s at once, and an event may name it later', async () => {
      const { store } = opened
      const first = createRequest({ id: 's1' })
      await storeAll(store, first)
      expect(await upload('s1', a)).toBe(true)
      expect(await had(store, 's1')).toEqual([{ attachmentId: a.id, seq: null, size: a.data.length }])
      expect(await textOf(store, { projectId, sessionId: 's1', attachmentId: a.id })).toBe('first \0 content')
      await storeAll(store, naming(nextRequest(first), [a], []))
      expect(await had(store, 's1')).toEqual([{ attachmentId: a.id, seq: 2, size: a.data.length }])
      expect(await upload('s1', a, { at: 9 })).toBe(true)
      expect(await had(store, 's1')).toEqual([{ attachmentId: a.id, seq: 2, size: a.data.length }])
      await store.deleteSession({ projectId, id: 's1' })
      expect(await store.append([naming(createRequest({ id: 's2' }), [a], [])])).toEqual([{ status: 'conflict' }])
    })

    it('[AT3] an upload to no session leaves nothing', async () => {
      const { store } = opened
      expect(await upload('unknown', a)).toBe(false)
      await storeAll(store, createRequest({ id: 'o1', projectId: otherProjectId }))
      expect(await upload('o1', a)).toBe(false)
      expect(await store.append([naming(createRequest({ id: 's1' }), [a], [])])).toEqual([{ status: 'conflict' }])
    })

    it('[AT3] of uploads that no event names the newest stay', async () => {
      const { store } = opened
      const named = content('named')
      await storeAll(store, naming(createRequest({ id: 's1' }), [named]), naming(createRequest({ id: 's2' }), [b]))
      const keep = 2
      await upload('s1', named, { at: 1, keep })
      await upload('s1', a, { at: 1, keep })
      await upload('s1', b, { at: 2, keep })
      // Once more: it counts from now on.
      await upload('s1', a, { at: 3, keep })
      await upload('s1', content('third'), { at: 4, keep })
      const ids = (await had(store, 's1')).map(({ attachmentId }) => attachmentId)
      expect(new Set(ids)).toEqual(new Set([named.id, a.id, content('third').id]))
      expect(await textOf(store, { projectId, sessionId: 's2', attachmentId: b.id })).toBe('second')
      await upload('s1', content('fourth'), { at: 5, keep })
      expect(await store.append([naming(createRequest({ id: 's3' }), [a], [])])).toEqual([{ status: 'conflict' }])
    })
  })
}
