import { confirm, isCancel } from '@clack/prompts'
import type { Session, SessionHandle } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { type CommandDefinition, defineCommand, type Given } from '../define-command.ts'
import { shortId } from '../find/abbreviation.ts'
import { findSession, sessionReference } from '../find/find-session.ts'
import { followRun } from '../follow/follow-run.ts'
import { oneLine } from '../output/plain-text.ts'
import { UsageError } from '../usage-error.ts'
import { sayHowToReturn } from './work-commands.ts'

/** A command that changes one session and says what has become of it. */
interface SessionAction extends Omit<CommandDefinition, 'run'> {
  act: (session: SessionHandle, given: Given, cli: Cli) => Promise<Session>
  /** What has been done, as in "Paused". */
  done: string
}

const actions: readonly SessionAction[] = [
  {
    usage: 'pause <session>',
    about: 'Hold the queue; an executing run finishes',
    options: [['--reason <text>', 'why']],
    examples: [['pause @last --reason "lunch"', 'input is still taken, and waits']],
    act: (session, given) => session.pause({ reason: given.text('reason') }),
    done: 'Paused',
  },
  {
    usage: 'resume <session>',
    about: 'Go on with a paused session, reopen a completed or crashed one',
    examples: [['resume @last', 'what waits in the queue starts']],
    act: (session) => session.resume(),
    done: 'Resumed',
  },
  {
    usage: 'complete <session>',
    about: 'Close a session for work',
    options: [
      ['--cancel-queued', 'drop what waits in its queue'],
      ['--reason <text>', 'why'],
    ],
    examples: [['complete notes', 'it takes no input until it is resumed']],
    act: (session, given) =>
      session.complete({ reason: given.text('reason'), cancelQueued: given.flag('cancelQueued') || undefined }),
    done: 'Completed',
  },
  {
    usage: 'recover <session>',
    about: 'Open a crashed session again',
    details:
      'continue: the interrupted run goes on from its checkpoint. retry: it starts again. abandon: the session opens without it.',
    options: [['--strategy <strategy>', 'what to do with the interrupted run', ['continue', 'retry', 'abandon']]],
    examples: [['recover @last --strategy retry', 'start the interrupted run again']],
    act: (session, given) => session.recover({ strategy: given.text('strategy') as 'continue' | undefined }),
    done: 'Recovered',
  },
  {
    usage: 'archive <session>',
    about: 'Take a session out of the lists; it takes no input until it is unarchived',
    examples: [['archive notes', 'ls --archived still shows it']],
    act: (session) => session.archive(),
    done: 'Archived',
  },
  {
    usage: 'unarchive <session>',
    about: 'Bring a session back from the archive',
    examples: [['unarchive 4f1d22aa', 'by the end of its id']],
    act: (session) => session.unarchive(),
    done: 'Unarchived',
  },
  {
    usage: 'tag <session> <tag>',
    about: 'Give a session a unique name; taken from the session that has it',
    examples: [['tag @last notes', 'from now on `notes` is this session']],
    act: (session, { args: [, tag = ''] }) => session.tag(tag),
    done: 'Tagged',
  },
  {
    usage: 'untag <session> [tag]',
    about: 'Take one tag off a session, or all',
    examples: [['untag notes', 'the session stays, its name goes']],
    act: (session, { args: [, tag] }) => session.untag(tag),
    done: 'Untagged',
  },
  {
    usage: 'title <session> <text...>',
    about: 'Set the title of a session',
    examples: [['title @last Release notes for May', 'it is not overwritten any more']],
    act: (session, { args: [, ...words] }) => session.update({ title: words.join(' ') }),
    done: 'Titled',
  },
]

/** Commands that change one session. */
export const addSessionActions = (program: Command): void => {
  for (const { act, done, ...definition } of actions) {
    defineCommand(program, {
      ...definition,
      details: [definition.details, sessionReference].filter(Boolean).join('\n'),
      run: async (cli, given) => {
        const session = await findSession(cli, given.args[0] ?? '')
        const snapshot = await act(session, given, cli)
        if (cli.json) cli.output.json(snapshot)
        else cli.output.line(`${done} ${nameOf(snapshot)}`)
        return undefined
      },
    })
  }
  addFork(program)
  addCompact(program)
  addRemove(program)
}

const nameOf = ({ id, title, tags }: Session): string =>
  oneLine([shortId(id), ...tags.map((tag) => `#${tag}`), title ?? ''].filter(Boolean).join(' '))

const addFork = (program: Command): void => {
  defineCommand(program, {
    usage: 'fork <session>',
    about: 'Start a new session from the past of another, and print its id',
    details: sessionReference,
    options: [
      ['--at-seq <seq>', 'copy the log up to this event; default: all of it'],
      ['--at-checkpoint <id>', 'copy the log up to this checkpoint'],
      ['--title <text>', 'title of the new session'],
    ],
    examples: [
      ['fork @last', 'go on from here in two directions'],
      ['fork notes --at-seq 40', 'from an earlier point'],
    ],
    run: async (cli, given) => {
      const session = await findSession(cli, given.args[0] ?? '')
      const { snapshot } = await session.fork({
        atSeq: given.number('atSeq', 1),
        atCheckpoint: given.text('atCheckpoint'),
        title: given.text('title'),
      })
      if (cli.json) cli.output.json(snapshot)
      else cli.output.line(snapshot.id)
      return undefined
    },
  })
}

const addCompact = (program: Command): void => {
  defineCommand(program, {
    usage: 'compact <session>',
    about: 'Have the old transcript summarised for the model; the log keeps everything',
    details: sessionReference,
    options: [['--no-wait', 'do not wait until it is done']],
    examples: [['compact @last', 'make room in the context window']],
    run: async (cli, given) => {
      const session = await findSession(cli, given.args[0] ?? '')
      const run = await session.compact({ signal: cli.signal })
      if (!given.flag('wait')) {
        if (cli.json) cli.output.json({ sessionId: session.id, runId: run.id, position: run.position, seq: run.seq })
        else cli.output.line(run.id)
        return undefined
      }
      const exit = await followRun(cli, run)
      if (exit === 'interrupted') sayHowToReturn(cli, session.id)
      return exit
    },
  })
}

const addRemove = (program: Command): void => {
  defineCommand(program, {
    usage: 'rm <session...>',
    about: 'Delete sessions with their logs, for good',
    details: `${sessionReference}\nOn a terminal you are asked first. Forks of a deleted session stay whole.`,
    options: [
      ['-f, --force', 'also while a run is executing: it is cancelled first'],
      ['-y, --yes', 'do not ask'],
    ],
    examples: [
      ['rm 4f1d22aa', 'one session'],
      ['sojourn ls --status completed --json | jq -r ".items[].id" | xargs sojourn rm --yes', 'all completed ones'],
    ],
    run: async (cli, given) => {
      const found: SessionHandle[] = []
      for (const reference of given.args) found.push(await findSession(cli, reference))
      if (cli.interactive && !given.flag('yes') && !(await confirmed(cli, found)))
        throw new UsageError('Nothing was deleted.')
      for (const session of found) {
        const deleted = await session.delete({ force: given.flag('force') || undefined })
        if (cli.json) cli.output.jsonLine(deleted)
        else cli.output.line(`Deleted ${shortId(session.id)}`)
      }
      return undefined
    },
  })
}

const confirmed = async (cli: Cli, found: readonly SessionHandle[]): Promise<boolean> => {
  const snapshots = await Promise.all(found.map((session) => session.get({ signal: cli.signal })))
  for (const snapshot of snapshots) cli.output.line(`  ${nameOf(snapshot)} · ${snapshot.lastSeq} events`)
  const answer = await confirm({ message: 'Delete for good?', initialValue: false, withGuide: false })
  return !isCancel(answer) && answer
}
