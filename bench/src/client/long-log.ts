import type { EventType, SessionEvent } from '@sojourn/contract/event'
import { defaultLimits, defaultPolicy } from '@sojourn/contract/session-policy'
import { noUsage } from '@sojourn/contract/usage'

const startTime = Date.UTC(2026, 0, 5, 9)
/** Milliseconds between events. */
const pace = 90

const words =
  'the agent reads what the test imports and finds that the date is taken once at import so it moves it'.split(' ')
const sentence = (seed: number, length: number): string =>
  Array.from({ length }, (_, at) => words[(seed * 7 + at * 3) % words.length]).join(' ')

/** Writes down one session's events, numbered and dated. */
class LogWriter {
  readonly events: SessionEvent[] = []
  readonly #sessionId: string

  constructor(sessionId: string) {
    this.#sessionId = sessionId
  }

  add(type: EventType, data: object, runId?: string): void {
    const seq = this.events.length + 1
    const envelope = { id: `${this.#sessionId}-${seq}`, sessionId: this.#sessionId, seq, v: 1 }
    const ts = new Date(startTime + seq * pace).toISOString()
    const run = runId === undefined ? {} : { runId }
    this.events.push({ ...envelope, ts, type, ...run, source: 'runner', data } as unknown as SessionEvent)
  }
}

interface Words {
  kind: 'assistant_text' | 'thinking' | 'user_message'
  text: string
}

const says = (log: LogWriter, { kind, text }: Words, runId: string): void => {
  const blockId = `b${log.events.length + 1}`
  log.add('block.started', { blockId, kind }, runId)
  if (kind !== 'user_message') {
    for (const piece of text.match(/.{1,60}/gs) ?? []) log.add('block.delta', { blockId, delta: piece }, runId)
  }
  log.add('block.completed', { blockId, block: { blockId, kind, text } }, runId)
}

const callsTool = (log: LogWriter, seed: number, runId: string): void => {
  const toolCallId = `t${log.events.length + 1}`
  const isShell = seed % 3 === 0
  const toolInput = isShell ? { command: `grep -rn "${sentence(seed, 2)}" src` } : { path: `src/file-${seed % 97}.ts` }
  const [toolId, operation] = isShell ? ['shell', 'exec'] : ['fs', 'read']
  log.add('tool.called', { toolCallId, toolId, operation, toolInput, effect: 'read', attempt: 1 }, runId)
  log.add('tool.started', { toolCallId }, runId)
  const output = sentence(seed, seed % 11 === 0 ? 4_000 : 60)
  if (seed % 17 === 0) {
    log.add(
      'tool.failed',
      { toolCallId, error: { code: 'TOOL_FAILED', message: 'no such file' }, durationMs: 12 },
      runId,
    )
  } else {
    log.add(
      'tool.completed',
      { toolCallId, result: { output }, summary: output.slice(0, 80), durationMs: 40 + (seed % 90) },
      runId,
    )
  }
}

const answer = (seed: number): string =>
  `${sentence(seed, 40)}.\n\n- ${sentence(seed + 1, 8)}\n- ${sentence(seed + 2, 8)}\n\n\`\`\`ts\nexport const value${seed} = ${seed}\n\`\`\`\n\n${sentence(seed + 3, 30)}.`

/** A session's log of about `count` events as an agent at work writes it, ready for import; its last words are `end`. */
export const longLog = (sessionId: string, { count, end }: { count: number; end: string }): string => {
  const log = new LogWriter(sessionId)
  log.add('session.created', {
    ...{ agentId: 'scripted', sessionType: 'development', title: 'A long one', labels: [], context: {} },
    ...{ runtimeBackend: 'local', runtimeMetadata: {}, policy: defaultPolicy, limits: defaultLimits, by: 'bench' },
  })
  for (let run = 1; log.events.length < count; run += 1) {
    const runId = `${sessionId}-run-${run}`
    const text = `Please look into ${sentence(run, 12)}`
    log.add('run.queued', { input: { text }, position: 1, strategy: 'enqueue' }, runId)
    log.add('run.started', { attempt: 1, runner: 'scripted', hostId: 'bench' }, runId)
    const from = run === 1 ? 'created' : 'awaiting_input'
    log.add('session.state_changed', { from, to: 'running', trigger: 'run_started' }, runId)
    says(log, { kind: 'user_message', text }, runId)
    for (let step = 0; step < 6; step += 1) {
      says(log, { kind: 'thinking', text: sentence(run + step, 30) }, runId)
      says(log, { kind: 'assistant_text', text: answer(run * 6 + step) }, runId)
      callsTool(log, run * 6 + step, runId)
    }
    const isLast = log.events.length >= count - 10
    if (isLast) says(log, { kind: 'assistant_text', text: end }, runId)
    log.add('usage.recorded', { model: 'bench', inputTokens: 9_000, outputTokens: 800, costUsd: 0.04 }, runId)
    log.add('run.completed', { durationMs: 9_000, doneReason: 'completed', usage: noUsage }, runId)
    log.add('session.state_changed', { from: 'running', to: 'awaiting_input', trigger: 'run_settled' }, runId)
  }
  return `${log.events.map((event) => JSON.stringify(event)).join('\n')}\n`
}
