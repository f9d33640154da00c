import type { RunHandle } from '@sojourn/sdk'
import type { Cli } from '../cli.ts'
import { type Exit, exitOfRun } from '../exit-codes.ts'
import { RunView } from '../render/run-view.ts'
import { isSettled, statusOf } from '../render/settled-line.ts'
import { answerAtPrompt } from './answer-at-prompt.ts'
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
