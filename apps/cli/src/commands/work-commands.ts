import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand, type Given } from '../define-command.ts'
import { shortId } from '../find/abbreviation.ts'
import { findRun } from '../find/find-run.ts'
import { findSession, sessionReference } from '../find/find-session.ts'
import { followRun } from '../follow/follow-run.ts'
import { readFiles, withFiles } from '../read-files.ts'
import { readInput } from '../read-input.ts'
import { UsageError } from '../usage-error.ts'
import { newSessionInput, newSessionOptions } from './new-session.ts'

/** Commands that give the agent work. */
export const addWorkCommands = (program: Command): void => {
  addNew(program)
  addSend(program)
  addCancel(program)
}

const addNew = (program: Command): void => {
  defineCommand(program, {
    usage: 'new',
    about: 'Make a session and print its id',
    options: newSessionOptions,
    examples: [
      ['new', 'a session with the default agent'],
      ['new --agent demo --title "Release notes" --tag notes', 'with an agent, a title and a tag'],
      ['new --agent claude --attach 5f0c7a1e', 'go on with one that was begun in the agent’s own terminal'],
      ['new --json | jq -r .id', 'for programs'],
    ],
    run: async (cli, given) => {
      const { snapshot } = await cli.sojourn.sessions.create(newSessionInput(given), { signal: cli.signal })
      if (cli.json) cli.output.json(snapshot)
      else cli.output.line(snapshot.id)
      return undefined
    },
  })
}

const addSend = (program: Command): void => {
  defineCommand(program, {
    usage: 'send <input...>',
    about: 'Send input to an agent and show what it does',
    details: `${sessionReference}
Without a session, a new one is made and its id printed. "-" as input reads standard input.

When the agent needs permission or asks a question, you are asked here if this is a terminal. Otherwise
the command says how to answer from elsewhere and waits.

Ctrl-C stops watching, not the run: it goes on, and the command says how to come back to it or cancel it.`,
    options: [
      ['-s, --session <session>', 'the session to send to'],
      ['-t, --tag <tag>', 'the session with this tag; made when there is none'],
      ['-a, --agent <agent>', 'agent of a session that is made'],
      ['-f, --file <file>', 'a file or picture for the agent; may be given several times'],
      ['--strategy <strategy>', 'when a run is executing', ['enqueue', 'reject', 'interrupt']],
      ['--at <time>', 'not before this time (ISO-8601)'],
      ['--timeout <ms>', 'longest time the run may take, milliseconds'],
      ['--no-wait', 'do not wait for the answer; print the run’s id'],
      ['-q, --quiet', 'print only what the agent says'],
    ],
    repeatable: ['file'],
    examples: [
      ['send "Look around and write notes"', 'a new session with the default agent'],
      ['send --file plan.png --file notes.md "Compare these"', 'with files'],
      ['send -s @last "Now make it shorter"', 'go on in the session used last'],
      ['send -t notes --quiet "Summarise" > summary.md', 'a tagged session, only the answer'],
      ['git diff | sojourn send -', 'input from a pipe'],
      ['send --json "Hello" | jq -r .type', 'every event as a line of JSON'],
    ],
    run: async (cli, given) => {
      const input = await readInput(given.args)
      const files = await readFiles(given.list('file') ?? [])
      const session = await sessionToSend(cli, given)
      const run = await session.send(await withFiles(input, { session, files, signal: cli.signal }), {
        signal: cli.signal,
        strategy: given.text('strategy') as 'enqueue' | undefined,
        runAt: given.text('at'),
        timeoutMs: given.number('timeout', 1),
      })
      if (!given.flag('wait')) {
        const { id, sessionId, position, seq } = run
        if (cli.json) cli.output.json({ sessionId, runId: id, position, seq })
        else cli.output.line(id)
        return undefined
      }
      const exit = await followRun(cli, run, { quiet: given.flag('quiet') })
      if (exit === 'interrupted') sayHowToReturn(cli, session.id)
      return exit
    },
  })
}

const sessionToSend = async (cli: Cli, given: Given) => {
  const { sojourn, signal, output } = cli
  const [session, tag, agentId] = [given.text('session'), given.text('tag'), given.text('agent')]
  if (session && (tag || agentId))
    throw new UsageError('--session names a session that is there: leave out --tag and --agent.')
  if (session) return findSession(cli, session)
  const creation = agentId === undefined ? {} : { agentId }
  const found = tag
    ? await sojourn.sessions.resolve({ tag, create: creation }, { signal })
    : await sojourn.sessions.create(creation, { signal })
  const isNew = !('how' in found.snapshot) || found.snapshot.how === 'created'
  if (isNew && !cli.json && !given.flag('quiet')) {
    const about = `${found.id} · agent ${found.snapshot.agentId}`
    if (given.flag('wait')) output.line(output.style('dim', `session ${about}`))
    else output.note(`session ${about}`)
  }
  return found
}

/** For somebody who stops watching. */
export const sayHowToReturn = ({ output }: Cli, sessionId: string): void => {
  const id = shortId(sessionId)
  output.note(`\nStopped watching; the run goes on. sojourn watch ${id} returns to it, sojourn cancel ${id} ends it.`)
}

const addCancel = (program: Command): void => {
  defineCommand(program, {
    usage: 'cancel <session>',
    about: 'Cancel the run that is executing',
    details: `${sessionReference}\nThe queue is not touched: its next run starts. See also: sojourn queue cancel.`,
    options: [
      ['--run <run>', 'this run instead, executing or queued'],
      ['--reason <text>', 'why; kept with --run'],
    ],
    examples: [
      ['cancel @last', 'the executing run of the session used last'],
      ['cancel notes --run 4f1d22aa', 'a run by its id'],
    ],
    run: async (cli, given) => {
      const { output, sojourn, signal } = cli
      const [reference = ''] = given.args
      const run = given.text('run')
      if (run !== undefined) {
        const { id } = await findRun(cli, run, reference)
        const cancelled = await sojourn.runs.cancel({ runId: id, reason: given.text('reason') }, { signal })
        if (cli.json) output.json(cancelled)
        else output.line(`Run ${shortId(id)} is ${cancelled.status}`)
        return undefined
      }
      const session = await findSession(cli, reference)
      const answer = await session.cancel({ signal })
      if (cli.json) output.json(answer)
      else output.line(answer.runId === null ? 'No run is executing' : `Cancelling run ${shortId(answer.runId)}`)
      return undefined
    },
  })
}
