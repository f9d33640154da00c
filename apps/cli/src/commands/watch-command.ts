import type { SessionHandle } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { type Exit, exitOfRun } from '../exit-codes.ts'
import { findSession, sessionReference } from '../find/find-session.ts'
import { answerAtPrompt } from '../follow/answer-at-prompt.ts'
import { connectionNotes } from '../follow/connection-notes.ts'
import { ReadAhead } from '../follow/read-ahead.ts'
import { RunView } from '../render/run-view.ts'
import { isSettled, statusOf } from '../render/settled-line.ts'

export const addWatch = (program: Command): void => {
  defineCommand(program, {
    usage: 'watch [session]',
    about: 'Follow a session live, and answer what it asks',
    details: `${sessionReference} Default: @last.
It begins with the run that is executing, if there is one, and goes on for as long as you watch.
A lost connection is opened again by itself; nothing is missed and nothing comes twice.`,
    options: [
      ['--after <seq>', 'begin after this event; 0 is the beginning of the log'],
      ['--until-idle', 'end when no run is executing or queued; the exit code is the last run’s'],
    ],
    examples: [
      ['watch', 'the session used last'],
      ['watch notes --after 0', 'the whole log of a tagged session, then live'],
      ['watch @last --until-idle --json', 'events as JSON Lines until all work is done'],
    ],
    run: async (cli, given) => {
      const session = await findSession(cli, given.args[0] ?? '@last')
      const after = given.number('after') ?? (await beginningOfRun(cli, session))
      return watch(cli, session, { after, untilIdle: given.flag('untilIdle') })
    },
  })
}

/** The seq before the executing run; the end of the log when none is. */
const beginningOfRun = async ({ signal }: Cli, session: SessionHandle): Promise<number> => {
  const [{ lastSeq }, { items }] = await Promise.all([
    session.get({ signal }),
    session.runs({ status: 'running', limit: 1 }, { signal }),
  ])
  const [run] = items
  if (!run) return lastSeq
  // A time is exclusive, and the run may have started in the millisecond in which it was queued.
  const before = new Date(Date.parse(run.createdAt) - 1).toISOString()
  const { events } = await session.eventPage({ after: before, limit: 1000, types: ['run.started'] }, { signal })
  const started = events.findLast((event) => event.runId === run.id)
  return started ? started.seq - 1 : lastSeq
}

interface WatchOptions {
  after: number
  untilIdle: boolean
}

const watch = async (cli: Cli, session: SessionHandle, { after, untilIdle }: WatchOptions): Promise<Exit> => {
  const view = new RunView(cli.output, { withInput: true, asking: cli.interactive })
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, cli.signal])
  const onConnection = connectionNotes(cli, () => view.settle())
  let exit: Exit = 'ok'
  let end = untilIdle ? await endOfWork(session) : null
  if (end !== null && end <= after) return exit
  const events = new ReadAhead(session.events({ after, signal, onConnection }))
  for await (const event of events) {
    if (cli.json) cli.output.jsonLine(event)
    else view.show(event)
    if (isSettled(event)) {
      exit = exitOfRun({ status: statusOf(event), doneReason: event.data.doneReason })
      if (untilIdle) end = await endOfWork(session)
    } else if (cli.interactive) await answerAtPrompt(cli, { event, events, view })
    if (end !== null && end <= event.seq) {
      stop.abort()
      return exit
    }
  }
  view.settle()
  return 'interrupted'
}

/** Seq of the last event when nothing executes and nothing waits; else null. */
const endOfWork = async (session: SessionHandle): Promise<number | null> => {
  const { running, queueDepth, lastSeq } = await session.summary()
  return running || queueDepth > 0 ? null : lastSeq
}
