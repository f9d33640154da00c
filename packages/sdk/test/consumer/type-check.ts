// What somebody who installed the package writes; compiled with several TypeScripts, and run on an old Node.
import {
  createSojourn,
  type EventOf,
  emptyTranscript,
  type Permission,
  type Run,
  reduceTranscript,
  type Session,
  type SessionEvent,
  SojournError,
  type Transcript,
} from '@sojourn/sdk'

declare const process: { argv: string[]; stdout: { write(text: string): void } }
const calls: string[][] = []
const [, , url = '', token = ''] = process.argv

const sojourn = createSojourn({ url, token })
const session = await sojourn.sessions.create({
  title: 'Consumer',
  labels: ['x'],
  context: { nested: { list: [1, null, 'two'] } },
  policy: { recovery: 'auto', rules: [{ toolId: 'fs', operation: '*', decision: 'allow' }] },
})
const snapshot: Session = session.snapshot
const watch = session.onPermission((permission: Permission) =>
  permission.options.includes('allow_once') ? 'allow_once' : undefined,
)
const run = await session.send('@script [{"text": "Hello from the consumer", "chunks": 4}]', { timeoutMs: 60_000 })

let said = ''
let transcript: Transcript = emptyTranscript
for await (const event of run) {
  transcript = reduceTranscript([event], transcript)
  if (event.type === 'block.delta') said += event.data.delta
  if (event.type === 'tool.called') {
    const { toolId, effect }: EventOf<'tool.called'>['data'] = event.data
    calls.push([toolId, effect])
  }
}

const outcome = (settled: Run): string => {
  switch (settled.status) {
    case 'failed':
      return settled.error.message
    case 'completed':
      return String(settled.output)
    default:
      return settled.status
  }
}
const events: SessionEvent[] = []
for await (const event of session.events({ after: 0 })) {
  events.push(event)
  if (event.type === 'run.completed') break
}
watch.stop()
await watch.done

const refusal = await sojourn
  .session('nobody')
  .get()
  .catch((error: unknown) => error)
if (!(refusal instanceof SojournError) || refusal.code !== 'SESSION_NOT_FOUND') throw refusal

process.stdout.write(
  JSON.stringify({
    said,
    outcome: outcome(await run.result()),
    contiguous: events.every((event, at) => event.seq === at + 1),
    items: transcript.items.length,
    title: snapshot.title,
  }),
)
