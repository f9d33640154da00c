import type { SessionSummary } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { shortId } from '../find/abbreviation.ts'
import { sessions } from '../find/find-session.ts'
import type { Tint } from '../output/output.ts'
import { oneLine } from '../output/plain-text.ts'
import { ago } from '../output/quantities.ts'
import { table } from '../output/table.ts'
import { blockedWord } from '../render/blocked-words.ts'
import { sessionFilterOf, sessionFilterOptions } from './session-filter.ts'

const defaultLimit = 20

export const addList = (program: Command): void => {
  defineCommand(program, {
    usage: 'ls',
    about: 'List sessions, newest activity first',
    details: 'Archived sessions, and those in which nothing has happened yet, are left out unless asked for.',
    options: [...sessionFilterOptions, ['-n, --limit <number>', `how many; default ${defaultLimit}`]],
    examples: [
      ['ls', 'the sessions used last'],
      ['ls --activity requires_action', 'what waits for a person'],
      ['ls --json | jq -r ".items[].id"', 'for programs'],
    ],
    run: async (cli, given) => {
      const most = given.number('limit', 1) ?? defaultLimit
      const found = await Array.fromAsync(sessions(cli, sessionFilterOf(given), most))
      if (cli.json) cli.output.json({ items: found })
      else if (found.length === 0)
        cli.output.note('No sessions. `sojourn send "…"` starts one; --empty shows unused ones.')
      else cli.output.line(sessionTable(cli, found))
      return undefined
    },
  })
}

/** What a session is doing, in one word: the reason why it does not move comes first. */
export const conditionOf = ({ archived, status, activity, blocked, blockedOn }: SessionSummary): string => {
  if (archived) return 'archived'
  if (status !== 'active') return status
  if (activity === 'requires_action') return `needs ${blockedOn === 'in_doubt' ? 'a decision' : (blockedOn ?? 'you')}`
  return blocked ? blockedWord(blocked) : activity
}

const tintOf = ({ status, activity }: SessionSummary): Tint => {
  if (status === 'crashed') return 'red'
  if (activity === 'requires_action') return 'yellow'
  return activity === 'running' ? 'green' : 'dim'
}

const sessionTable = ({ output }: Cli, rows: readonly SessionSummary[]): string =>
  table(
    output,
    [
      // Whole ids when the output goes to a program.
      { title: 'ID', text: ({ id }) => (output.isTerminal ? shortId(id) : id) },
      { title: 'NOW', text: conditionOf, style: (text, row) => output.style(tintOf(row), text) },
      { title: 'TITLE', text: ({ title, tags }) => titled(title, tags), flexible: true },
      { title: 'AGENT', text: ({ agentId }) => agentId },
      { title: 'QUEUE', text: ({ queueDepth }) => String(queueDepth || ''), align: 'right' },
      { title: 'ACTIVE', text: ({ lastActivityAt }) => ago(lastActivityAt) },
    ],
    rows,
  )

const titled = (title: string | null, tags: readonly string[]): string =>
  oneLine([...tags.map((tag) => `#${tag}`), title ?? '(untitled)'].join(' '))
