import type { EventType, SessionEvent } from '@sojourn/contract/event'
import { defaultLimits, defaultPolicy } from '@sojourn/contract/session-policy'
import { noUsage } from '@sojourn/contract/usage'
import { expect, test } from './fixtures.ts'

type Entry = readonly [type: EventType, data: object]

const created = (title: string): Entry => [
  'session.created',
  {
    ...{ agentId: 'scripted', sessionType: 'task', title, labels: [], context: {}, runtimeBackend: 'local' },
    ...{ runtimeMetadata: {}, policy: defaultPolicy, limits: defaultLimits, by: 'test' },
  },
]
const started: readonly Entry[] = [
  ['run.queued', { input: { text: 'Go' }, position: 1, strategy: 'enqueue' }],
  ['run.started', { attempt: 1, runner: 'scripted', hostId: 'h' }],
  ['session.state_changed', { from: 'created', to: 'running', trigger: 'run_started' }],
]
const ended: readonly Entry[] = [
  ['run.completed', { durationMs: 10, doneReason: 'completed', usage: noUsage }],
  ['session.state_changed', { from: 'running', to: 'awaiting_input', trigger: 'run_settled' }],
]

interface ImportedLog {
  id: string
  title?: string
  /** What the one run reports. */
  entries?: readonly Entry[]
  /** How long ago its first event is; an hour unless it is said. */
  agoMs?: number
}

/** A log of one run, an event a second, as another server would have exported it. */
const linesOf = ({ id, title = 'Imported', entries = [], agoMs = 3_600_000 }: ImportedLog): string => {
  const beginning = Date.now() - agoMs
  const events = [created(title), ...started, ...entries, ...ended].map(([type, data], at): SessionEvent => {
    const ts = new Date(beginning + at * 1_000).toISOString()
    const envelope = { id: `${id}-${at + 1}`, sessionId: id, seq: at + 1, ts, type, v: 1, source: 'runner', data }
    return (type === 'session.created' ? envelope : { ...envelope, runId: `${id}-run` }) as SessionEvent
  })
  return events.map((event) => `${JSON.stringify(event)}\n`).join('')
}

/** Tests with sessions that no runner here could have made: by age, or by what their log holds. */
export const importing = test.extend<{ importLog: (log: ImportedLog) => Promise<void> }>({
  importLog: ({ page, server }, use) =>
    use(async (log) => {
      const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/x-ndjson' }
      const answer = await page.request.post('/api/v1/sessions/import', { headers, data: linesOf(log) })
      expect(answer.status(), await answer.text()).toBe(201)
    }),
})
