import { type PermissionAnswer, type SessionEvent, SojournError } from '@sojourn/sdk'
import type { Cli } from '../cli.ts'
import { shortId } from '../find/abbreviation.ts'
import { askPermission } from '../prompt/ask-permission.ts'
import { askQuestion } from '../prompt/ask-question.ts'
import type { RunView } from '../render/run-view.ts'
import type { ReadAhead } from './read-ahead.ts'
import { requestIn, resolutionIn } from './requests-in.ts'

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
  const reply = await askPermission(cli, permission, signal)
  if (signal.aborted) return
  if (typeof reply === 'object') await cli.sojourn.permissions.answer({ permissionId, ...detailsOf(reply.answer) })
  else leaveOpen(cli, reply, `sojourn approve ${shortId(permissionId)}, or deny ${shortId(permissionId)}`)
}

const answerQuestion = async (cli: Cli, questionId: string, signal: AbortSignal): Promise<void> => {
  const question = await cli.sojourn.questions.get({ questionId })
  if (question.status !== 'pending' || signal.aborted) return
  const reply = await askQuestion(question, signal)
  if (signal.aborted) return
  if (typeof reply === 'object') await cli.sojourn.questions.answer({ questionId, answer: reply.answer })
  else leaveOpen(cli, reply, `sojourn answer ${shortId(questionId)} …`)
}

/** A prompt takes Ctrl-C as a key; here it becomes the signal again that it is everywhere else. */
const leaveOpen = ({ output }: Cli, reply: 'later' | 'interrupted', command: string): void => {
  if (reply === 'interrupted') process.kill(process.pid, 'SIGINT')
  else output.note(output.styleNote('dim', `  waiting for: ${command}`))
}

const detailsOf = (answer: PermissionAnswer) => (typeof answer === 'string' ? { option: answer } : answer)
