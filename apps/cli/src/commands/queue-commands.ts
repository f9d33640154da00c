import type { QueuedRun } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { shortId } from '../find/abbreviation.ts'
import { findRun, queueOf } from '../find/find-run.ts'
import { oneLine } from '../output/plain-text.ts'
import { ago, clock } from '../output/quantities.ts'
import { table } from '../output/table.ts'
import { readInput } from '../read-input.ts'
import { inputWords } from '../render/input-words.ts'
import { UsageError } from '../usage-error.ts'

const sessionOption = ['-s, --session <session>', 'session of the run, for abbreviated ids; default: @last'] as const

/** What waits in a session, and changing it before it starts. */
export const addQueueCommands = (program: Command): void => {
  const queue = program.command('queue').helpCommand(false).description('See and change what waits in a session')
  addQueueList(queue)
  defineCommand(queue, {
    usage: 'edit <run> <input...>',
    about: 'Replace the input of a queued run',
    options: [sessionOption],
    examples: [['queue edit 4f1d22aa "Write it in French"', 'before it starts']],
    run: async (cli, given) => {
      const [run = '', ...words] = given.args
      const { id, version } = await queued(cli, run, given.text('session'))
      const input = { text: await readInput(words) }
      const edited = await cli.sojourn.runs.edit({ runId: id, version, input }, { signal: cli.signal })
      if (cli.json) cli.output.json(edited)
      else cli.output.line(`Changed ${shortId(id)}`)
      return undefined
    },
  })
  defineCommand(queue, {
    usage: 'move <run> <position>',
    about: 'Move a queued run; position 1 is next',
    options: [sessionOption],
    examples: [['queue move 4f1d22aa 1', 'to the front']],
    run: async (cli, given) => {
      const [run = '', place = ''] = given.args
      const position = Number(place)
      if (!Number.isInteger(position) || position < 1) throw new UsageError('The position is a whole number from 1.')
      const { id, version } = await queued(cli, run, given.text('session'))
      const moved = await cli.sojourn.runs.move({ runId: id, version, position }, { signal: cli.signal })
      if (cli.json) cli.output.json(moved)
      else cli.output.line(`Moved ${shortId(id)} to ${'position' in moved ? moved.position : position}`)
      return undefined
    },
  })
  defineCommand(queue, {
    usage: 'cancel <run>',
    about: 'Take a run out of the queue',
    options: [sessionOption],
    examples: [['queue cancel 4f1d22aa', 'it never starts']],
    run: async (cli, given) => {
      const { id } = await queued(cli, given.args[0] ?? '', given.text('session'))
      const cancelled = await cli.sojourn.runs.cancel({ runId: id }, { signal: cli.signal })
      if (cli.json) cli.output.json(cancelled)
      else cli.output.line(`Run ${shortId(id)} is ${cancelled.status}`)
      return undefined
    },
  })
}

const queued = (cli: Cli, run: string, session: string | undefined) => findRun(cli, run, session ?? '@last')

const addQueueList = (queue: Command): void => {
  defineCommand(queue, {
    usage: 'ls [session]',
    about: 'List what waits, the next one first',
    examples: [['queue ls', 'of the session used last']],
    run: async (cli, { args: [session = '@last'] }) => {
      const runs = await queueOf(cli, session)
      if (cli.json) cli.output.json({ items: runs })
      else if (runs.length === 0) cli.output.note('Nothing waits.')
      else cli.output.line(queueTable(cli, runs))
      return undefined
    },
  })
}

const queueTable = ({ output }: Cli, runs: readonly QueuedRun[]): string =>
  table(
    output,
    [
      { title: '#', text: ({ position }) => String(position), align: 'right' },
      { title: 'RUN', text: ({ id }) => (output.isTerminal ? shortId(id) : id) },
      { title: 'INPUT', text: ({ input }) => oneLine(inputWords(input)), flexible: true },
      { title: 'NOT BEFORE', text: ({ runAt, notBefore }) => clockOrNothing(runAt ?? notBefore) },
      { title: 'QUEUED', text: ({ createdAt }) => ago(createdAt) },
    ],
    runs,
  )

const clockOrNothing = (time: string | null): string => (time === null ? '' : clock(time))
