import { describe, expect, it } from 'vitest'
import type { PermissionRecord, QuestionRecord } from '../../ports/records.ts'
import {
  createRequest,
  nextRequest,
  otherProjectId,
  permissionRecord,
  projectId,
  questionRecord,
  timeAt,
} from '../store-fixtures.ts'
import { type OpenStore, readPages, storeAll, useStore } from './opened-store.ts'

const answeredPermission: Partial<PermissionRecord> = {
  toolInput: { cmd: ['rm', '-rf'] },
  title: 'Remove',
  options: ['allow_once', 'allow_always', 'reject_once', 'reject_always'],
  reason: 'a "reason"',
  status: 'allowed',
  option: 'allow_always',
  by: 'me',
  message: 'fine',
  editedInput: { cmd: ['ls'] },
  expiresAt: timeAt(9),
  resolvedAt: timeAt(8),
}

const answeredQuestion: Partial<QuestionRecord> = {
  prompt: 'Really?',
  schema: { type: 'object', properties: { yes: { type: 'boolean' } } },
  status: 'answered',
  answer: false,
  by: 'me',
  expiresAt: timeAt(9),
  resolvedAt: timeAt(8),
}

export const requestCases = (open: OpenStore): void => {
  describe('permissions and questions', () => {
    const opened = useStore(open)

    it('[P2] keeps every field of a permission, asked and answered', async () => {
      const { store } = opened
      const first = createRequest()
      const asked = permissionRecord()
      await storeAll(store, { ...first, permissions: [asked] })
      expect(await store.getPermission({ projectId, id: 'p1' })).toEqual(asked)
      const answered = permissionRecord(answeredPermission)
      await storeAll(store, nextRequest(first, 1, { permissions: [answered] }))
      expect(await store.getPermission({ projectId, id: 'p1' })).toEqual(answered)
      expect((await store.loadSession({ projectId, id: 's1' }))?.permissions).toEqual([])
    })

    it('[P7] keeps every field of a question, asked and answered', async () => {
      const { store } = opened
      const first = createRequest()
      const asked = questionRecord()
      await storeAll(store, { ...first, questions: [asked] })
      expect(await store.getQuestion({ projectId, id: 'q1' })).toEqual(asked)
      const answered = questionRecord(answeredQuestion)
      await storeAll(store, nextRequest(first, 1, { questions: [answered] }))
      expect(await store.getQuestion({ projectId, id: 'q1' })).toEqual(answered)
    })

    it('[P6] lists requests across all sessions, the longest waiting first, page by page', async () => {
      const { store } = opened
      const of = (sessionId: string, at: number) => ({ sessionId, createdAt: timeAt(at) })
      const permissions = [
        permissionRecord({ id: 'p1', ...of('s1', 3) }),
        permissionRecord({ id: 'p2', ...of('s1', 1), status: 'denied' }),
        permissionRecord({ id: 'p3', ...of('s1', 1), agentId: 'coder' }),
      ]
      const more = [permissionRecord({ id: 'p4', ...of('s2', 2) }), permissionRecord({ id: 'p5', ...of('s2', 1) })]
      const questions = [questionRecord({ id: 'q1', ...of('s1', 3) }), questionRecord({ id: 'q2', ...of('s1', 1) })]
      const others = [questionRecord({ id: 'q3', ...of('s2', 2), status: 'expired' })]
      await storeAll(
        store,
        { ...createRequest({ id: 's1' }), permissions, questions },
        { ...createRequest({ id: 's2' }), permissions: more, questions: others },
      )
      const permissionIds = async (query: object, limit = 10) =>
        (await readPages((page) => store.listPermissions({ projectId, ...query, ...page }), limit))
          .flat()
          .map((permission) => permission.id)
      const questionIds = async (query: object, limit = 10) =>
        (await readPages((page) => store.listQuestions({ projectId, ...query, ...page }), limit))
          .flat()
          .map((question) => question.id)
      for (const limit of [1, 2, 10]) {
        expect(await permissionIds({}, limit)).toEqual(['p2', 'p3', 'p5', 'p4', 'p1'])
        expect(await permissionIds({ status: 'pending' }, limit)).toEqual(['p3', 'p5', 'p4', 'p1'])
        expect(await questionIds({}, limit)).toEqual(['q2', 'q3', 'q1'])
      }
      expect(await permissionIds({ sessionId: 's2' })).toEqual(['p5', 'p4'])
      expect(await permissionIds({ agentId: 'coder', status: 'pending' })).toEqual(['p3'])
      expect(await permissionIds({ agentId: 'coder', sessionId: 's2' })).toEqual([])
      expect(await questionIds({ status: 'pending', sessionId: 's1' })).toEqual(['q2', 'q1'])
    })

    it('[X1] requests of another project are unknown', async () => {
      const { store } = opened
      const questions = [questionRecord()]
      await storeAll(store, { ...createRequest(), permissions: [permissionRecord()], questions })
      const page = { projectId: otherProjectId, limit: 5 }
      expect(await store.getPermission({ projectId: otherProjectId, id: 'p1' })).toBeNull()
      expect(await store.getQuestion({ projectId: otherProjectId, id: 'q1' })).toBeNull()
      expect((await store.listPermissions({ ...page, sessionId: 's1' })).items).toEqual([])
      expect((await store.listQuestions({ ...page, status: 'pending' })).items).toEqual([])
    })
  })
}
