import {
  type Agent,
  type AgentPreset,
  agentPresets,
  type PresetChoice,
  type PresetChoices,
  type RegisterAgentInput,
} from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand, type Given } from '../define-command.ts'
import type { Exit } from '../exit-codes.ts'
import { oneLine } from '../output/plain-text.ts'
import { ago } from '../output/quantities.ts'
import { table } from '../output/table.ts'
import { offerLines } from '../render/offer-lines.ts'
import { UsageError } from '../usage-error.ts'
import { addAgentSessions } from './agent-sessions-command.ts'
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
  addTest(agents)
  addAgentSessions(agents)
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
    details: [
      'These names need no --runner; --id registers one under another id:',
      ...Object.entries(agentPresets).map(([name, { about }]) => `  ${name.padEnd(18)} ${about}`),
      'Secrets are better left in the server’s environment than in the settings.',
    ].join('\n'),
    options: [
      ['-r, --runner <runner>', 'what executes its runs; `sojourn info` lists the runners'],
      ['-m, --model <model>', 'the model of a named agent'],
      ['--base-url <url>', 'where the model of a named agent is asked'],
      ['--cwd <directory>', 'where an agent of the field works on the server; default: a directory for each session'],
      ['--key-env <variable>', 'the variable of the server’s environment that holds the key'],
      ['--id <id>', 'the id that a named agent is registered under; default: its name'],
      ['--name <text>', 'a name for people'],
      ['--settings <json>', 'settings of the runner, a JSON object'],
      ['--policy <json>', 'defaults for its sessions: rules, recovery, attempts'],
      ['--limits <json>', 'defaults for its sessions: queue, times, runs at once'],
      ['--update', 'change the agent of this id'],
    ],
    examples: [
      ['agents add ollama --model qwen3', 'a model on this machine, with tools for the workspace'],
      ['agents add claude --cwd /srv/project', 'Claude Code, in that directory'],
      ['agents add anthropic --model claude-sonnet-4-5 --id claude-api', 'a model by key, under an id of its own'],
      [`agents add builder --runner shell --settings '{"cwd": "."}'`, 'an agent that executes commands'],
      ['agents add builder --update --name "Builder"', 'change its name'],
    ],
    run: async (cli, given) => {
      const [name = ''] = given.args
      const preset = given.text('runner') === undefined && Object.hasOwn(agentPresets, name) ? agentPresets[name] : null
      const { runner, ...settings } = settingsOf(given, preset ? preset.make(choicesOf(given, preset)) : undefined)
      const id = given.text('id') ?? name
      if (given.flag('update')) {
        const agent = await cli.sojourn.agents.update({ agentId: id, runner, ...settings }, { signal: cli.signal })
        showRegistered(cli, agent)
        return undefined
      }
      if (runner === undefined) {
        const known = Object.keys(agentPresets).join(', ')
        throw new UsageError(`--runner says what executes the agent’s runs; without it these are known: ${known}.`)
      }
      const agent = await cli.sojourn.agents.register({ id, runner, ...settings }, { signal: cli.signal })
      showRegistered(cli, agent, preset?.triesOut ? undefined : preset?.advice)
      // What it lacks can come later: it is registered all the same.
      return preset?.triesOut ? tryOut(cli, agent.id) : undefined
    },
  })
}

const flags: Record<PresetChoice, string> = { model: 'model', baseUrl: 'base-url', keyEnv: 'key-env', cwd: 'cwd' }

/** Throws UsageError when something is missing that only the caller knows. */
const choicesOf = (given: Given, { needs, examples }: AgentPreset): PresetChoices => {
  const missing = needs.find((choice) => given.text(choice) === undefined)
  if (missing)
    throw new UsageError(`--${flags[missing]} is needed, for example --${flags[missing]} ${examples?.[missing]}.`)
  const choices = Object.keys(flags).map((choice) => [choice, given.text(choice)])
  return Object.fromEntries(choices) as PresetChoices
}

/** What was given, on top of what the named agent brings. */
const settingsOf = (given: Given, preset: Omit<RegisterAgentInput, 'id'> | undefined) => {
  const settings = jsonObject(given, 'settings')
  return {
    runner: given.text('runner') ?? preset?.runner,
    name: given.text('name') ?? preset?.name,
    settings: settings && preset ? { ...preset.settings, ...settings } : (settings ?? preset?.settings),
    policy: jsonObject(given, 'policy') ?? preset?.policy,
    limits: jsonObject(given, 'limits') ?? preset?.limits,
  }
}

const showRegistered = (cli: Cli, agent: Agent, advice?: string): void => {
  if (cli.json) {
    cli.output.json(agent)
    return
  }
  cli.output.line(`Agent ${agent.id} runs on ${agent.runner}`)
  if (advice !== undefined) cli.output.line(advice)
  if (advice !== undefined) cli.output.line(`Try it out: sojourn agents test ${agent.id}`)
}

const addTest = (agents: Command): void => {
  defineCommand(agents, {
    usage: 'test <agent>',
    about: 'Try out whether an agent could work: its key, its model, its programs',
    details: 'An agent of the field also says what it lets people choose; new sessions of it offer that from then on.',
    examples: [['agents test ollama', 'asks its model for one word']],
    run: (cli, { args: [agentId = ''] }) => tryOut(cli, agentId),
  })
}

const tryOut = async (cli: Cli, agentId: string): Promise<Exit | undefined> => {
  const tested = await cli.sojourn.agents.test({ agentId }, { signal: cli.signal })
  if (cli.json) cli.output.json(tested)
  else cli.output.line(`${tested.ok ? '✔' : '✖'} ${oneLine(tested.detail)} (${tested.durationMs} ms)`)
  if (!cli.json && tested.offers) for (const line of offerLines(tested.offers)) cli.output.line(line)
  return tested.ok ? undefined : 'error'
}

const columns = (defaultAgentId: string) => [
  { title: 'AGENT', text: ({ id }: Agent) => (id === defaultAgentId ? `${id} (default)` : id) },
  { title: 'RUNNER', text: ({ runner }: Agent) => runner },
  { title: 'NAME', text: ({ name }: Agent) => oneLine(name), flexible: true as const },
  { title: 'CHANGED', text: ({ updatedAt }: Agent) => ago(updatedAt) },
]
