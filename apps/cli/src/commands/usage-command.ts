import type { UsageGrouping, UsageReport } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { shortId } from '../find/abbreviation.ts'
import { findSession, sessionReference } from '../find/find-session.ts'
import { oneLine } from '../output/plain-text.ts'
import { dollars } from '../output/quantities.ts'
import { type Column, table } from '../output/table.ts'

const groupings: readonly UsageGrouping[] = ['day', 'agent', 'model', 'session']

export const addUsage = (program: Command): void => {
  defineCommand(program, {
    usage: 'usage [session]',
    about: 'Report tokens and cost, by day, agent, model or session',
    details: `${sessionReference} Without one: of all sessions.
Days are UTC. What a fork has inherited is not counted again.`,
    options: [
      ['--by <grouping>', 'a line for each; default: day', groupings],
      ['--and <grouping>', 'divide each line further', groupings],
      ['-a, --agent <agent>', 'only of this agent'],
      ['--from <time>', 'from then on: a date, or a time (ISO-8601)'],
      ['--to <time>', 'until before then'],
    ],
    examples: [
      ['usage', 'day by day'],
      ['usage --by model --from 2026-05-01', 'what each model has cost since'],
      ['usage --by day --and agent', 'what each agent has cost, day by day'],
      ['usage @last --by model --json', 'of one session, for programs'],
    ],
    run: async (cli, given) => {
      const [reference] = given.args
      const report = await cli.sojourn.usage.report(
        {
          groupBy: given.text('by') as UsageGrouping | undefined,
          splitBy: given.text('and') as UsageGrouping | undefined,
          agentId: given.text('agent'),
          from: given.text('from'),
          to: given.text('to'),
          ...(reference !== undefined && { sessionId: (await findSession(cli, reference)).id }),
        },
        { signal: cli.signal },
      )
      if (cli.json) cli.output.json(report)
      else if (report.items.length === 0) cli.output.note('Nothing was used.')
      else cli.output.line(reportTable(cli, report))
      return undefined
    },
  })
}

type Line = UsageReport['items'][number]

const reportTable = ({ output }: Cli, { groupBy, splitBy, items, total }: UsageReport): string => {
  const name = (grouping: UsageGrouping, key: string): string => {
    if (grouping === 'session' && output.isTerminal) return shortId(key)
    return oneLine(key) || '(not said)'
  }
  const count = (title: string, of: (line: Line) => number): Column<Line> => ({
    title,
    text: (line) => of(line).toLocaleString('en'),
    align: 'right',
  })
  const part = (grouping: UsageGrouping): Column<Line> => ({
    title: grouping.toUpperCase(),
    text: (line) => (isTotal(line) ? '' : name(grouping, line.part ?? '')),
  })
  const lines: Line[] = items.length > 1 ? [...items, { ...total, key: 'total', part: '' }] : items
  const isTotal = (line: Line): boolean => line === lines[items.length]
  return table(
    output,
    [
      {
        title: groupBy.toUpperCase(),
        text: (line) => (isTotal(line) ? 'total' : name(groupBy, line.key)),
        style: (text, line) => (isTotal(line) ? output.style('bold', text) : text),
        flexible: true,
      },
      ...(splitBy === null ? [] : [part(splitBy)]),
      count('CALLS', ({ calls }) => calls),
      count('INPUT', ({ inputTokens }) => inputTokens),
      count('CACHED', ({ cacheReadTokens }) => cacheReadTokens),
      count('OUTPUT', ({ outputTokens }) => outputTokens),
      count('THINKING', ({ reasoningTokens }) => reasoningTokens),
      { title: 'COST', text: ({ costUsd }) => dollars(costUsd), align: 'right' },
    ],
    lines,
  )
}
