import type { SessionEvent } from '@sojourn/contract/event'
import { isTerminal, type Run, runStatus } from '@sojourn/contract/run'
import { doneReason } from '@sojourn/contract/session'
import { z } from 'zod'
import { bounded, type ToolContext, type ToolResult } from '../tool.ts'
import { pendingRequests, requestText, shownRequest } from './shown-request.ts'

/** Seconds that one call waits at most: below what clients allow a tool. */
export const waitSeconds = z
  .number()
  .min(0)
  .max(55)
  .default(30)
  .describe('How long to wait for the run to end or to need an answer, in seconds; 0 does not wait')

export const runReport = z.object({
  sessionId: z.string(),
  runId: z.string(),
  status: runStatus,
  doneReason: doneReason.nullable(),
  text: z.string().nullable().describe('What the agent answered, once the run has completed'),
  error: z.string().nullable().describe('Why the run failed'),
  waitingFor: z.array(shownRequest).describe('What somebody has to answer before the run goes on'),
})

const maxAnswer = 20_000

/** Waits until a run has ended, needs an answer, or the time is up; what has become of it. */
export const awaitRun = async (
  context: ToolContext,
  { sessionId, runId, seconds }: { sessionId: string; runId: string; seconds: number },
): Promise<ToolResult<z.input<typeof runReport>>> => {
  const { port, signal } = context
  // The cursor is taken first, so that nothing falls between the look and the wait.
  const { lastSeq: after } = await port.get({ sessionId }, { signal })
  const first = await look(context, sessionId, runId)
  if (seconds === 0 || !isMoving(first)) return told(first)
  const time = new AbortController()
  const alarm = setTimeout(() => time.abort(), seconds * 1000)
  try {
    await nextTurn(port.follow({ sessionId, after }, AbortSignal.any([signal, time.signal])), runId)
  } finally {
    clearTimeout(alarm)
    time.abort()
  }
  signal.throwIfAborted()
  return told(await look(context, sessionId, runId))
}

type Report = z.input<typeof runReport>

const isMoving = ({ status, waitingFor }: Report): boolean => !isTerminal(status) && waitingFor.length === 0

const turns: ReadonlySet<SessionEvent['type']> = new Set([
  'run.completed',
  'run.failed',
  'run.cancelled',
  'run.timed_out',
  'permission.requested',
  'question.asked',
])

const nextTurn = async (events: AsyncIterable<SessionEvent>, runId: string): Promise<void> => {
  for await (const event of events) if (event.runId === runId && turns.has(event.type)) return
}

const look = async ({ port, signal }: ToolContext, sessionId: string, runId: string): Promise<Report> => {
  const run = await port.run({ runId }, { signal })
  const open = isTerminal(run.status) ? [] : await pendingRequests(port, { sessionId, limit: 50 }, signal)
  return {
    sessionId,
    runId,
    status: run.status,
    doneReason: 'doneReason' in run ? run.doneReason : null,
    text: answerOf(run),
    error: run.status === 'failed' ? `${run.error.code}: ${run.error.message}` : null,
    waitingFor: open.filter((request) => request.runId === runId),
  }
}

const answerOf = (run: Run): string | null => {
  if (run.status !== 'completed' || run.output === null) return null
  return bounded(typeof run.output === 'string' ? run.output : JSON.stringify(run.output), maxAnswer)
}

const told = (report: Report): ToolResult<Report> => ({ data: report, text: reportText(report) })

const reportText = ({ sessionId, runId, status, text, error, waitingFor }: Report): string => {
  const head = `Run ${runId} of session ${sessionId} is ${status}.`
  if (waitingFor.length > 0) return [`${head} It waits for an answer:`, ...waitingFor.map(requestText)].join('\n')
  if (error !== null) return `${head} ${error}`
  if (text !== null) return `${head}\n\n${text}`
  return isTerminal(status) ? head : `${head} Call wait to go on waiting, or read to see what it does.`
}
