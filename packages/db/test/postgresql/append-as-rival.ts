import { argv } from 'node:process'
import { appendRequest, logEvent, projectId } from '@sojourn/core/testing/store-fixtures'
import { openPostgresqlStore } from '../../src/postgresql/open-postgresql-store.ts'

// One of the processes that race on the same sessions: appends to them, in an order of its own, until it has won
// `wins` times in each, and prints what it won as JSON: { [sessionId]: seqs }.
// Arguments: the database, a name, the wins, the sessions.

const [url = '', name = '', wins = '1', ...sessions] = argv.slice(2)
const store = await openPostgresqlStore({ url, access: 'shared' })
const won: Record<string, number[]> = Object.fromEntries(sessions.map((id) => [id, []]))

/** A request that continues the session from where it is now. */
const decide = async (id: string) => {
  const record = await store.getSession({ projectId, id })
  if (record === null) throw new Error(`There is no session ${id}`)
  const seq = record.lastSeq + 1
  return appendRequest(record, [logEvent(id, seq, { id: `${name}-${seq}` })])
}

for (;;) {
  const open = sessions.filter((id) => (won[id]?.length ?? 0) < Number(wins))
  if (open.length === 0) break
  const requests = await Promise.all(open.map(decide))
  const results = await store.append(requests)
  for (const [index, { record }] of requests.entries()) {
    if (results[index]?.status === 'stored') won[record.id]?.push(record.lastSeq)
  }
}
await store.close()
process.stdout.write(JSON.stringify(won))
