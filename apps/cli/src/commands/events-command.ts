import type { SessionEvent } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { findSession, sessionReference } from '../find/find-session.ts'
import { connectionNotes } from '../follow/connection-notes.ts'
import { oneLine, shorten } from '../output/plain-text.ts'
import { clock } from '../output/quantities.ts'

export const addEvents = (program: Command): void => {
  defineCommand(program, {
    usage: 'events [session]',
    about: 'Print the log of a session',
    details: `${sessionReference} Default: @last.`,
    options: [
      ['-f, --follow', 'go on with what comes'],
      ['--after <position>', 'after this seq, or after this time (ISO-8601; not with --follow)'],
      ['--type <types...>', 'only these types'],
      ['--compact', 'leave out the deltas of complete blocks'],
      ['-n, --limit <number>', 'how many at most'],
    ],
    examples: [
      ['events', 'everything'],
      ['events notes --follow --json', 'live, as JSON Lines'],
      ['events @last --type tool.called tool.failed', 'what the tools did'],
    ],
    run: async (cli, given) => {
      const session = await findSession(cli, given.args[0] ?? '@last')
      const types = given.list('type')
      const compactDeltas = given.flag('compact')
      const events = given.flag('follow')
        ? session.events({
            after: given.number('after') ?? 0,
            compactDeltas,
            signal: cli.signal,
            onConnection: connectionNotes(cli, () => undefined),
          })
        : logged(cli, session.id, { after: positionOf(given.text('after')), compactDeltas, types })
      await print(cli, events, { types, most: given.number('limit', 1) ?? Number.POSITIVE_INFINITY })
      return undefined
    },
  })
}

/** A seq or a time, as the server takes it. */
const positionOf = (text: string | undefined): string | number =>
  text === undefined ? 0 : /^\d+$/.test(text) ? Number(text) : text

interface LogQuery {
  after: string | number
  compactDeltas: boolean
  types: string[] | undefined
}

async function* logged(cli: Cli, sessionId: string, query: LogQuery): AsyncGenerator<SessionEvent> {
  for (let { after } = query; ; ) {
    const page = await cli.sojourn.events.list({ sessionId, ...query, after, limit: 1000 }, { signal: cli.signal })
    yield* page.events
    if (!page.hasMore) return
    after = page.nextAfter
  }
}

const print = async (
  { output, json }: Cli,
  events: AsyncIterable<SessionEvent>,
  { types, most }: { types: string[] | undefined; most: number },
): Promise<void> => {
  let left = most
  for await (const event of events) {
    if (types && !types.includes(event.type)) continue
    if (json) output.jsonLine(event)
    else {
      const head = `${String(event.seq).padStart(5)}  ${clock(event.ts)}  ${event.type.padEnd(22)}`
      const data = shorten(oneLine(JSON.stringify(event.data)), output.width - head.length - 2)
      output.line(`${output.style('dim', head)}  ${data}`)
    }
    left -= 1
    if (left === 0) return
  }
}
