import { type RunHandle, type SessionEvent, SojournError } from '@sojourn/sdk'
import type { Cli } from '../cli.ts'
import { type Exit, exitOfRun } from '../exit-codes.ts'
import { askPermission } from '../prompt/ask-permission.ts'
import { askQuestion } from '../prompt/ask-question.ts'
import { RunView } from '../render/run-view.ts'
import { isSettled, statusOf } from '../render/settled-line.ts'
import { connectionNotes } from './connection-notes.ts'
import { ReadAhead } from './read-ahead.ts'

export interface FollowRunOptions {
  quiet?: boolean
  /** Ends following; the run goes on. Default: Ctrl-C. */
  signal?: AbortSignal
}

/**
 * Shows a run until it has settled, and asks at the prompt when somebody sits there. With `--json`: its events, one a
 * line. Gives how the command should exit; `interrupted` when the signal came first.
 */
export const followRun = async (cli: Cli, run: RunHandle, options: FollowRunOptions = {}): Promise<Exit> => {
  const { signal = cli.signal, quiet = false } = options
  const view = new RunView(cli.output, { quiet, asking: cli.interactive })
  const onConnection = connectionNotes(cli, () => view.settle())
  const events = new ReadAhead(run.events({ signal, onConnection }))
  for await (const event of events) {
    if (cli.json) cli.output.jsonLine(event)
    else view.show(event)
    if (isSettled(event)) {
      return exitOfRun({ status: statusOf(event), doneReason: event.data.doneReason })
    }
    if (cli.interactive) await answerAtPrompt(cli, { event, events, view })
  }
  view.settle()
  return 'interrupted'
}

interface Asking {
  event: SessionEvent
  events: ReadAhead<SessionEvent>
  view: RunView
}

/** Asks about a request that is still pending; takes the prompt back when it is resolved elsewhere. */
export const answerAtPrompt = async (cli: Cli, { event, events, view }: Asking): Promise<void> => {
  const id = requestIn(event)
  if (id === null) return
  view.settle()
  const resolved = new AbortController()
  const ignore = events.whenAhead(
    (ahead) => resolutionIn(ahead) === id,
    () => resolved.abort(),
  )
  try {
    const signal = AbortSignal.any([resolved.signal, cli.signal])
    if (event.type === 'permission.requested') await answerPermission(cli, id, signal)
    else await answerQuestion(cli, id, signal)
  } catch (error) {
    // Somebody was faster; the event that says so is ahead.
    if (!(error instanceof SojournError && error.code === 'ALREADY_ANSWERED')) throw error
  } finally {
    ignore()
  }
}

const answerPermission = async (cli: Cli, permissionId: string, signal: AbortSignal): Promise<void> => {
  const permission = await cli.sojourn.permissions.get({ permissionId })
  if (permission.status !== 'pending' || signal.aborted) return
  const answer = await askPermission(cli, permission, signal)
  if (answer === null || signal.aborted) return
  const details = typeof answer === 'string' ? { option: answer } : answer
  await cli.sojourn.permissions.answer({ permissionId, ...details })
}

const answerQuestion = async (cli: Cli, questionId: string, signal: AbortSignal): Promise<void> => {
  const question = await cli.sojourn.questions.get({ questionId })
  if (question.status !== 'pending' || signal.aborted) return
  const answer = await askQuestion(question, signal)
  if (answer !== null && !signal.aborted) await cli.sojourn.questions.answer({ questionId, answer: answer.answer })
}

const requestIn = (event: SessionEvent): string | null => {
  if (event.type === 'permission.requested') return event.data.permissionId
  return event.type === 'question.asked' ? event.data.questionId : null
}

const resolutionIn = (event: SessionEvent): string | null => {
  if (event.type === 'permission.resolved') return event.data.permissionId
  return event.type === 'question.answered' ? event.data.questionId : null
}
