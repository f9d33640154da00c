import { contentOf } from '@sojourn/core/session/keep-content'
import { createRequest, projectId, timeAt } from '@sojourn/core/testing/store-fixtures'
import { expect, it } from 'vitest'
import { flushStatement } from '../../src/postgresql/flush-statement.ts'
import { WrittenSessions } from '../../src/rows/written-sessions.ts'

it('[AT1] a flush is one statement, which has to do with attachments only when an event names some', () => {
  const request = createRequest({ id: 's1' })
  const written = new WrittenSessions()
  expect(flushStatement([request], written).sql).not.toContain('attachment')
  const content = contentOf(Buffer.from('a'))
  const link = { projectId, sessionId: 's1', attachmentId: content.id, seq: 1, createdAt: timeAt(1) }
  const { sql } = flushStatement([{ ...request, attachments: [link], contents: [content] }], written)
  expect(sql).toContain('INSERT INTO attachment')
  expect(sql).toContain('INSERT INTO session_attachment')
})
