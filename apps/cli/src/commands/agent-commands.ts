import type { Agent } from '@sojourn/sdk'
import type { Command } from 'commander'
import { defineCommand } from '../define-command.ts'
import { oneLine } from '../output/plain-text.ts'
import { ago } from '../output/quantities.ts'
import { table } from '../output/table.ts'
import { UsageError } from '../usage-error.ts'
import { jsonObject } from './new-session.ts'

/** Registered agents. */
export const addAgentCommands = (program: Command): void => {
  const agents = program.command('agents').helpCommand(false).description('See, register and remove agents')
  defineCommand(agents, {
    usage: 'ls',
    about: 'List agents',
    examples: [['agents ls', 'what `--agent` may name']],
    run: async (cli) => {
      const page = await cli.sojourn.agents.list({ limit: 200 }, { signal: cli.signal })
      const { info } = cli.sojourn.system
      const { defaultAgentId } = await info(undefined, { signal: cli.signal })
      if (cli.json) cli.output.json(page)
      else cli.output.line(table(cli.output, columns(defaultAgentId), page.items))
      return undefined
    },
  })
  defineCommand(agents, {
    usage: 'show <agent>',
    about: 'Show an agent as JSON; secrets in its settings read •••',
    examples: [['agents show demo', 'its runner, settings, limits and rules']],
    run: async (cli, { args: [agentId = ''] }) => {
      cli.output.json(await cli.sojourn.agents.get({ agentId }, { signal: cli.signal }))
      return undefined
    },
  })
  addRegister(agents)
  defineCommand(agents, {
    usage: 'rm <agent>',
    about: 'Remove an agent',
    options: [['-f, --force', 'although sessions still use it']],
    examples: [['agents rm shell', 'its sessions stay, and cannot run']],
    run: async (cli, given) => {
      const [agentId = ''] = given.args
      const removed = await cli.sojourn.agents.remove(
        { agentId, force: given.flag('force') || undefined },
        { signal: cli.signal },
      )
      if (cli.json) cli.output.json(removed)
      else cli.output.line(`Removed ${agentId}`)
      return undefined
    },
  })
}

const addRegister = (agents: Command): void => {
  defineCommand(agents, {
    usage: 'add <agent>',
    about: 'Register an agent, or change one with --update',
    details: 'Secrets are better left in the server’s environment than in the settings.',
    options: [
      ['-r, --runner <runner>', 'what executes its runs; `sojourn info` lists the runners'],
      ['--name <text>', 'a name for people'],
      ['--settings <json>', 'settings of the runner, a JSON object'],
      ['--policy <json>', 'defaults for its sessions: rules, recovery, attempts'],
      ['--limits <json>', 'defaults for its sessions: queue, times, runs at once'],
      ['--update', 'change the agent of this id'],
    ],
    examples: [
      [`agents add builder --runner shell --settings '{"cwd": "."}'`, 'an agent that executes commands'],
      ['agents add builder --update --name "Builder"', 'change its name'],
    ],
    run: async (cli, given) => {
      const [id = ''] = given.args
      const runner = given.text('runner')
      const shared = {
        name: given.text('name'),
        settings: jsonObject(given, 'settings'),
        policy: jsonObject(given, 'policy'),
        limits: jsonObject(given, 'limits'),
      }
      if (!given.flag('update') && runner === undefined) {
        throw new UsageError('--runner says what executes the agent’s runs; `sojourn info` lists the runners.')
      }
      const agent =
        given.flag('update') || runner === undefined
          ? await cli.sojourn.agents.update({ agentId: id, runner, ...shared }, { signal: cli.signal })
          : await cli.sojourn.agents.register({ id, runner, ...shared }, { signal: cli.signal })
      if (cli.json) cli.output.json(agent)
      else cli.output.line(`Agent ${agent.id} runs on ${agent.runner}`)
      return undefined
    },
  })
}

const columns = (defaultAgentId: string) => [
  { title: 'AGENT', text: ({ id }: Agent) => (id === defaultAgentId ? `${id} (default)` : id) },
  { title: 'RUNNER', text: ({ runner }: Agent) => runner },
  { title: 'NAME', text: ({ name }: Agent) => oneLine(name), flexible: true as const },
  { title: 'CHANGED', text: ({ updatedAt }: Agent) => ago(updatedAt) },
]
