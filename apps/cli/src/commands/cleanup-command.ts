import { confirm, isCancel } from '@clack/prompts'
import type { CleanupInput, CleanupResult } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { shortId } from '../find/abbreviation.ts'
import { oneLine } from '../output/plain-text.ts'
import { ProgressBar } from '../output/progress-bar.ts'
import { ago, plural } from '../output/quantities.ts'
import { table } from '../output/table.ts'
import { UsageError } from '../usage-error.ts'
import { sessionFilterOf, sessionFilterOptions } from './session-filter.ts'

type Found = CleanupResult['sessions'][number]

export const addCleanup = (program: Command): void => {
  defineCommand(program, {
    usage: 'cleanup',
    about: 'Delete sessions in which nothing has happened for long, for good',
    details: `Running sessions are never touched; archived and empty ones only when asked for. On a terminal you see what would go
and are asked; elsewhere --yes or --dry-run says what you mean.`,
    options: [
      [
        '--older-than <age>',
        'nothing has happened for so long, as in 12h, 30d, 8w (or ISO-8601: P1Y), or since a time',
      ],
      ...sessionFilterOptions,
      ['-n, --dry-run', 'only list what would go'],
      ['-y, --yes', 'do not ask'],
    ],
    examples: [
      ['cleanup --older-than 30d --dry-run', 'what would go'],
      ['cleanup --older-than 90d --status completed --archived --yes', 'in a script'],
      ['cleanup --older-than 1d --empty --label test', 'test sessions of yesterday, unused ones too'],
    ],
    run: async (cli, given) => {
      const age = given.text('olderThan')
      if (age === undefined) throw new UsageError('--older-than says how long nothing has happened in them, as in 30d.')
      const input = { filter: sessionFilterOf(given), olderThan: isoAge(age) }
      const dryRun = given.flag('dryRun')
      if (!dryRun && !given.flag('yes') && !cli.interactive) {
        throw new UsageError('Say --dry-run to see what would go, or --yes to delete it.')
      }
      const found = await cli.sojourn.sessions.cleanup({ ...input, dryRun: true }, { signal: cli.signal })
      if (dryRun) return report(cli, found, 'would be deleted')
      if (!given.flag('yes') && !(await confirmed(cli, found))) throw new UsageError('Nothing was deleted.')
      return report(cli, await deleteAll(cli, input, found), 'deleted')
    },
  })
}

const units: Record<string, (count: string) => string> = {
  m: (count) => `PT${count}M`,
  h: (count) => `PT${count}H`,
  d: (count) => `P${count}D`,
  w: (count) => `P${count}W`,
}

/** `30d` as ISO-8601 writes it; everything else as it is. */
export const isoAge = (age: string): string => {
  const [, count = '', unit = ''] = /^(\d+)([mhdw])$/.exec(age) ?? []
  return units[unit]?.(count) ?? age
}

/** Sessions that one call deletes: few enough for the bar to move. */
const slice = 50

const deleteAll = async (cli: Cli, input: CleanupInput, found: CleanupResult): Promise<CleanupResult> => {
  const sessions: Found[] = []
  using progress = new ProgressBar(cli, {
    label: 'Deleting',
    total: found.hasMore ? null : found.sessions.length,
    amount: (count) => plural(count, 'session'),
  })
  for (;;) {
    const { signal } = cli
    const part = await cli.sojourn.sessions.cleanup({ ...input, limit: slice }, { signal })
    sessions.push(...part.sessions)
    progress.update(sessions.length)
    if (!part.hasMore) return { ...part, sessions }
  }
}

const confirmed = async (cli: Cli, found: CleanupResult): Promise<boolean> => {
  if (found.sessions.length === 0) return true
  cli.output.line(foundTable(cli, found.sessions))
  const count = `${plural(found.sessions.length, 'session')}${found.hasMore ? ' and more' : ''}`
  const answer = await confirm({ message: `Delete ${count} for good?`, initialValue: false, withGuide: false })
  return !isCancel(answer) && answer
}

const report = (cli: Cli, result: CleanupResult, what: string): undefined => {
  const { output } = cli
  if (cli.json) {
    output.json(result)
    return undefined
  }
  const { sessions, skippedRunning, hasMore, dryRun } = result
  if (dryRun && sessions.length > 0) output.line(foundTable(cli, sessions))
  const running = skippedRunning > 0 ? ` · ${plural(skippedRunning, 'session')} left alone, because a run executes` : ''
  output.line(
    `${plural(sessions.length, 'session')} ${what}${hasMore ? ', and more' : ''}${output.style('dim', running)}`,
  )
  return undefined
}

/** Longer lists say nothing to people. */
const mostShown = 20

const foundTable = ({ output }: Cli, sessions: readonly Found[]): string => {
  // Whole, and all of them, when the output goes to a program.
  const shown = output.isTerminal ? sessions.slice(0, mostShown) : sessions
  const more = sessions.length - shown.length
  const text = table(
    output,
    [
      { title: 'ID', text: ({ id }: Found) => (output.isTerminal ? shortId(id) : id) },
      { title: 'TITLE', text: ({ title }: Found) => oneLine(title ?? '(untitled)'), flexible: true },
      { title: 'ACTIVE', text: ({ lastActivityAt }: Found) => ago(lastActivityAt) },
    ],
    shown,
  )
  return more > 0 ? `${text}\n${output.style('dim', `… ${more.toLocaleString('en')} more`)}` : text
}
