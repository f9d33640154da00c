import type { Run, Session, SessionHandle } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { shortId } from '../find/abbreviation.ts'
import { findSession, sessionReference } from '../find/find-session.ts'
import { oneLine, shorten } from '../output/plain-text.ts'
import { ago, clock, duration, usageText } from '../output/quantities.ts'
import { blockedWords } from '../render/blocked-words.ts'
import { inputWords } from '../render/input-words.ts'
import { RunView } from '../render/run-view.ts'

export const addShow = (program: Command): void => {
  defineCommand(program, {
    usage: 'show [session]',
    about: 'Show a session, its newest runs and what it waits for',
    details: `${sessionReference} Default: @last.`,
    options: [['--transcript', 'print what was said and done instead']],
    examples: [
      ['show', 'the session used last'],
      ['show notes --transcript', 'everything that was said in a tagged session'],
      ['show @last --json | jq .usage', 'for programs'],
    ],
    run: async (cli, given) => {
      const session = await findSession(cli, given.args[0] ?? '@last')
      if (given.flag('transcript')) return transcript(cli, session)
      const snapshot = await session.get({ signal: cli.signal })
      if (cli.json) {
        cli.output.json(snapshot)
        return undefined
      }
      const { items } = await session.runs({ limit: 5 }, { signal: cli.signal })
      for (const line of [...details(cli, snapshot), ...runLines(cli, items)]) cli.output.line(line)
      return undefined
    },
  })
}

const transcript = async (cli: Cli, session: SessionHandle): Promise<undefined> => {
  const view = new RunView(cli.output, { withInput: true, asking: true })
  if (cli.json) {
    cli.output.json(await session.transcript({ signal: cli.signal }))
    return undefined
  }
  let after = 0
  for (let hasMore = true; hasMore; ) {
    const page = await session.eventPage({ after, compactDeltas: true, limit: 1000 }, { signal: cli.signal })
    for (const event of page.events) view.show(event)
    after = page.nextAfter
    hasMore = page.hasMore
  }
  view.settle()
  return undefined
}

const details = ({ output }: Cli, session: Session): string[] => {
  const { title, id, agentId, status, state, activity, blocked, tags, labels, parentId } = session
  const facts: [string, string][] = [
    ['id', id],
    ['agent', agentId],
    ['status', [status, state, activity].join(' · ')],
    ['tags', tags.join(', ')],
    ['labels', labels.join(', ')],
    ['forked from', parentId ?? ''],
    ['queue', session.queueDepth > 0 ? String(session.queueDepth) : ''],
    ['waits for', blocked ? blockedWords(blocked) : ''],
    ['usage', usageText(session.usage)],
    ['created', `${clock(session.createdAt)} by ${session.createdBy}`],
    ['active', ago(session.lastActivityAt)],
    ['archived', session.archivedAt === null ? '' : clock(session.archivedAt)],
    ['log', `${session.lastSeq} events`],
  ]
  const lines = facts
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${output.style('dim', name.padEnd(12))}${oneLine(text)}`)
  return [output.style('bold', oneLine(title ?? '(untitled)')), ...lines]
}

const runLines = ({ output }: Cli, runs: readonly Run[]): string[] => {
  if (runs.length === 0) return []
  const lines = runs.map((run) => {
    const took = 'durationMs' in run ? duration(run.durationMs) : ''
    const end = [run.status, took].filter(Boolean).join(' · ')
    const room = output.width - end.length - 16
    return `  ${output.style('dim', shortId(run.id))}  ${shorten(oneLine(inputWords(run.input)), room)}  ${output.style('dim', end)}`
  })
  return ['', output.style('bold', 'Newest runs'), ...lines]
}
