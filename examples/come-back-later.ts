// Follows a session over two processes: stop it with Ctrl-C, start it again, and it goes on with the next event.
// The server may stop and start as well; nothing is missed and nothing comes twice.
//   node examples/come-back-later.ts
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from './connect.ts'

const bookmark = join(tmpdir(), 'sojourn-example-bookmark.json')
const read = (): { sessionId: string; seq: number } | null => {
  try {
    return JSON.parse(readFileSync(bookmark, 'utf8'))
  } catch {
    return null
  }
}

const sojourn = connect()
const begin = async () => {
  const session = await sojourn.sessions.create({ title: 'Something long' })
  const countdown = Array.from({ length: 60 }, (_, at) => `${60 - at} … `).join('')
  await session.send(`@script ${JSON.stringify([{ text: countdown, chunks: 60, delayMs: 1000 }])}`)
  return { sessionId: session.id, seq: 0 }
}

const { sessionId, seq } = read() ?? (await begin())
const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())

const events = sojourn.session(sessionId).events({
  after: seq,
  signal: interrupted.signal,
  onConnection: ({ state }) => state === 'waiting' && console.log('\n(the server is away)'),
})
for await (const event of events) {
  if (event.type === 'block.delta') process.stdout.write(event.data.delta)
  writeFileSync(bookmark, JSON.stringify({ sessionId, seq: event.seq }))
  if (event.type === 'run.completed') {
    rmSync(bookmark)
    break
  }
}
console.log(interrupted.signal.aborted ? '\nStart me again to go on from here.' : '\nThat was all.')
