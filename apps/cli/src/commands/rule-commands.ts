import type { PermissionRule, RuleDecision, RuleScope } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand, type Given } from '../define-command.ts'
import { expand, shortId } from '../find/abbreviation.ts'
import { findSession } from '../find/find-session.ts'
import { oneLine } from '../output/plain-text.ts'
import { clock } from '../output/quantities.ts'
import { table } from '../output/table.ts'
import { jsonObject } from './new-session.ts'

const places = [
  ['-s, --session <session>', 'of this session'],
  ['-a, --agent <agent>', 'of this agent'],
] as const

/** Standing answers to permission requests. */
export const addRuleCommands = (program: Command): void => {
  const rules = program
    .command('rules')
    .helpCommand(false)
    .description('See and change standing answers to permission requests')
  defineCommand(rules, {
    usage: 'ls',
    about: 'List rules; the first that matches decides',
    options: places,
    examples: [['rules ls', 'session rules come before the agent’s, and those before everyone’s']],
    run: async (cli, given) => {
      const found = await cli.sojourn.permissions.rules(await placeOf(cli, given), { signal: cli.signal })
      if (cli.json) cli.output.json(found)
      else if (found.items.length === 0) cli.output.note('No rules: every tool call that changes something asks.')
      else cli.output.line(ruleTable(cli, found.items))
      return undefined
    },
  })
  addRule(rules)
  defineCommand(rules, {
    usage: 'rm <rule>',
    about: 'Revoke a rule',
    examples: [['rules rm 4f1d22aa', 'from now on it is asked again']],
    run: async (cli, { args: [given = ''] }) => {
      const { items } = await cli.sojourn.permissions.rules({}, { signal: cli.signal })
      const ids = items.map(({ id }) => id)
      const ruleId = expand(given, ids, 'rule') ?? given
      const removed = await cli.sojourn.permissions.removeRule({ ruleId }, { signal: cli.signal })
      if (cli.json) cli.output.json(removed)
      else cli.output.line(`Revoked ${shortId(ruleId)}`)
      return undefined
    },
  })
  addExplain(rules)
}

const addRule = (rules: Command): void => {
  const decisions: RuleDecision[] = ['allow', 'ask', 'deny']
  defineCommand(rules, {
    usage: 'add <decision> [tool] [operation]',
    about: `Add a rule: ${decisions.join(', ')}`,
    choices: { decision: decisions },
    details:
      'Tool and operation are globs (* any characters, ? one) and default to *. Without --session or --agent it is for everyone.',
    options: [
      ...places,
      ['--input <json>', 'only for inputs in which these paths match these globs'],
      ['--until <time>', 'when it ends (ISO-8601)'],
    ],
    examples: [
      ['rules add allow fs read', 'everybody may read files'],
      [`rules add allow shell exec --agent builder --input '{"command": "npm test*"}'`, 'one command of one agent'],
    ],
    run: async (cli, given) => {
      const [decision, toolId, operation] = given.args
      const place = await placeOf(cli, given)
      const scope: RuleScope = place.sessionId ? 'session' : place.agentId ? 'agent' : 'everyone'
      const rule = await cli.sojourn.permissions.addRule(
        {
          decision: decision as RuleDecision,
          toolId,
          operation,
          scope,
          ...place,
          input: jsonObject(given, 'input') as Record<string, string> | undefined,
          expiresAt: given.text('until'),
        },
        { signal: cli.signal },
      )
      if (cli.json) cli.output.json(rule)
      else cli.output.line(`Rule ${shortId(rule.id)}: ${rule.decision} ${matcherOf(rule)} for ${scopeOf(rule)}`)
      return undefined
    },
  })
}

const addExplain = (rules: Command): void => {
  defineCommand(rules, {
    usage: 'explain <tool> <operation>',
    about: 'Say what would become of a tool call, and why',
    options: [...places, ['--input <json>', 'input of the call']],
    examples: [['rules explain fs write --session @last', 'would it ask?']],
    run: async (cli, given) => {
      const [toolId = '', operation = ''] = given.args
      const toolInput = jsonObject(given, 'input')
      const explanation = await cli.sojourn.permissions.explain(
        { toolId, operation, ...(await placeOf(cli, given)), ...(toolInput && { toolInput }) },
        { signal: cli.signal },
      )
      if (cli.json) cli.output.json(explanation)
      else cli.output.line(`${explanation.decision}: ${oneLine(explanation.reason)}`)
      return undefined
    },
  })
}

const placeOf = async (cli: Cli, given: Given): Promise<{ sessionId?: string; agentId?: string }> => {
  const [session, agentId] = [given.text('session'), given.text('agent')]
  return {
    ...(session && { sessionId: (await findSession(cli, session)).id }),
    ...(agentId && { agentId }),
  }
}

const matcherOf = ({ toolId, operation, input }: PermissionRule): string =>
  oneLine(`${toolId}.${operation}${input ? ` ${JSON.stringify(input)}` : ''}`)

const scopeOf = ({ scope, sessionId, agentId }: PermissionRule): string => {
  if (scope === 'session') return `session ${shortId(sessionId ?? '')}`
  return scope === 'agent' ? `agent ${agentId}` : 'everyone'
}

const ruleTable = ({ output }: Cli, rules: readonly PermissionRule[]): string =>
  table(
    output,
    [
      { title: 'RULE', text: ({ id }) => (output.isTerminal ? shortId(id) : id) },
      { title: 'DECISION', text: ({ decision }) => decision },
      { title: 'TOOL', text: matcherOf, flexible: true },
      { title: 'FOR', text: scopeOf },
      { title: 'UNTIL', text: ({ expiresAt }) => (expiresAt === null ? '' : clock(expiresAt)) },
      { title: 'BY', text: ({ createdBy }) => createdBy },
    ],
    rules,
  )
