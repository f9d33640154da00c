import type { AgentSessionList } from '@sojourn/sdk'
import type { Command } from 'commander'
import { defineCommand } from '../define-command.ts'
import { shortId } from '../find/abbreviation.ts'
import { oneLine } from '../output/plain-text.ts'
import { ago } from '../output/quantities.ts'
import { table } from '../output/table.ts'

type Entry = AgentSessionList['items'][number]

/** The sessions that an agent keeps itself, begun in its own terminal for example. */
export const addAgentSessions = (agents: Command): void => {
  defineCommand(agents, {
    usage: 'sessions <agent>',
    about: 'List the sessions that the agent itself keeps',
    details: `Those begun elsewhere, in its own terminal for example, are among them: \`sojourn new --agent <agent> --attach <id>\` goes on
with one, with what was said in it. An agent of the field lists those of the directory that it is registered with (--cwd).`,
    options: [['--cursor <cursor>', 'go on after an earlier answer']],
    examples: [
      ['agents sessions claude', 'what can be gone on with'],
      ['agents sessions claude --json | jq -r ".items[].agentSessionId"', 'for programs'],
    ],
    run: async (cli, given) => {
      const [agentId = ''] = given.args
      const page = await cli.sojourn.agents.sessions({ agentId, cursor: given.text('cursor') }, { signal: cli.signal })
      if (cli.json) cli.output.json(page)
      else if (page.items.length === 0) cli.output.note(`${agentId} keeps no sessions there.`)
      else cli.output.line(table(cli.output, columns(cli.output.isTerminal), page.items))
      if (!cli.json && page.nextCursor !== null) cli.output.note(`There are more: --cursor ${oneLine(page.nextCursor)}`)
      return undefined
    },
  })
}

const columns = (isTerminal: boolean) => [
  { title: 'THEIR ID', text: ({ agentSessionId }: Entry) => oneLine(agentSessionId) },
  { title: 'TITLE', text: ({ title }: Entry) => oneLine(title ?? '(untitled)'), flexible: true as const },
  { title: 'CHANGED', text: ({ updatedAt }: Entry) => (updatedAt === null ? '' : ago(updatedAt)) },
  {
    title: 'SESSION',
    text: ({ sessionId }: Entry) => (sessionId === null ? '' : isTerminal ? shortId(sessionId) : sessionId),
  },
]
