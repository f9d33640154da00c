import { writeSync } from 'node:fs'
import { argv } from 'node:process'
import type { AppendRequest } from '@sojourn/core/ports/session-store'
import { contentOf } from '@sojourn/core/session/keep-content'
import { createRequest, nextRequest, projectId, timeAt } from '@sojourn/core/testing/store-fixtures'
import { openStoreAt } from './open-store-at.ts'

// A process to kill: appends to some sessions for ever, and prints `<session> <seq>` for what was acknowledged.
// Arguments: the database (a file or a URL), the number of sessions, the events of an append at most.

const [place = '', sessions = '1', most = '1'] = argv.slice(2)
const store = await openStoreAt(place)

const begin = async (id: string): Promise<AppendRequest> => {
  const record = await store.getSession({ projectId, id })
  const created = createRequest({ id, runtimeMetadata: { appends: 0 } })
  if (record) return { ...created, record }
  await store.append([created])
  return created
}

/** Its last event names a content that says which it is. */
const withContent = (request: AppendRequest): AppendRequest => {
  const { id: sessionId, lastSeq: seq } = request.record
  const content = contentOf(Buffer.from(`${sessionId} ${seq}`))
  const link = { projectId, sessionId, attachmentId: content.id, seq, createdAt: timeAt(seq) }
  return { ...request, attachments: [link], contents: [content] }
}

const ids = Array.from({ length: Number(sessions) }, (_, index) => `s${index}`)
let last = await Promise.all(ids.map(begin))
writeSync(1, 'ready 0\n')
for (let round = 1; ; round += 1) {
  const next = last.map((request, index) => withContent(nextRequest(request, 1 + ((round + index) % Number(most)))))
  const results = await store.append(next)
  if (results.some((result) => result.status !== 'stored')) throw new Error('An append was refused')
  // Synchronous, so that a line is out before the next append begins.
  writeSync(1, next.map(({ record }) => `${record.id} ${record.lastSeq}\n`).join(''))
  last = next
}
