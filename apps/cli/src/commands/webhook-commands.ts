import type { Delivery, WebhookWithCounts } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand, type Given } from '../define-command.ts'
import { expand, shortId } from '../find/abbreviation.ts'
import { findSession } from '../find/find-session.ts'
import { oneLine } from '../output/plain-text.ts'
import { ago, clock, duration, plural } from '../output/quantities.ts'
import { table } from '../output/table.ts'
import { UsageError } from '../usage-error.ts'

/** Addresses that get events, signed. */
export const addWebhookCommands = (program: Command): void => {
  const webhooks = program
    .command('webhooks')
    .description('See and change where events are sent, and what became of them')
  defineCommand(webhooks, {
    usage: 'ls',
    about: 'List webhooks',
    examples: [['webhooks ls', 'where events go, and how many wait or were given up']],
    run: async (cli) => {
      const found = await cli.sojourn.webhooks.list(undefined, { signal: cli.signal })
      if (cli.json) cli.output.json(found)
      else if (found.items.length === 0) cli.output.note('No webhooks: `sojourn webhooks add <url>` makes one.')
      else cli.output.line(webhookTable(cli, found.items))
      return undefined
    },
  })
  addRegister(webhooks)
  addChange(webhooks)
  addSmallOnes(webhooks)
  addDeliveries(webhooks)
}

const addRegister = (webhooks: Command): void => {
  defineCommand(webhooks, {
    usage: 'add <url>',
    about: 'Send events to an address from now on',
    details: 'Prints the key of the signatures (Standard Webhooks); it is shown this once.',
    options: [
      ['-t, --type <types...>', 'only these types: run.completed, run.*; default all but streamed text'],
      ['-s, --session <session>', 'only events of this session'],
      ['-a, --agent <id>', 'only events of this agent’s sessions'],
      ['--description <text>', 'what it is for'],
    ],
    examples: [
      ['webhooks add https://example.com/sojourn --type permission.requested run.failed', 'call me when it matters'],
    ],
    run: async (cli, given) => {
      const [url = ''] = given.args
      const session = given.text('session')
      const webhook = await cli.sojourn.webhooks.create(
        {
          url,
          types: given.list('type'),
          sessionId: session && (await findSession(cli, session)).id,
          agentId: given.text('agent'),
          description: given.text('description'),
        },
        { signal: cli.signal },
      )
      if (cli.json) cli.output.json(webhook)
      else cli.output.line(`Webhook ${shortId(webhook.id)}, key ${webhook.secret}`)
      return undefined
    },
  })
}

const addChange = (webhooks: Command): void => {
  defineCommand(webhooks, {
    usage: 'set <webhook>',
    about: 'Change, disable or enable a webhook',
    options: [
      ['--to <url>', 'another address'],
      ['-t, --type <types...>', 'other types'],
      ['--description <text>', 'what it is for'],
      ['--disable', 'send nothing for now'],
      ['--enable', 'send again'],
    ],
    examples: [['webhooks set 4f1d22aa --disable', 'the receiver is being repaired']],
    run: async (cli, given) => {
      if (given.flag('disable') && given.flag('enable')) throw new UsageError('Give --enable or --disable, not both.')
      const enabled = given.flag('enable') ? true : given.flag('disable') ? false : undefined
      const webhook = await cli.sojourn.webhooks.update(
        {
          webhookId: await webhookOf(cli, given),
          url: given.text('to'),
          types: given.list('type'),
          description: given.text('description'),
          enabled,
        },
        { signal: cli.signal },
      )
      if (cli.json) cli.output.json(webhook)
      else cli.output.line(`Webhook ${shortId(webhook.id)} is ${webhook.enabled ? 'enabled' : 'disabled'}`)
      return undefined
    },
  })
}

const addSmallOnes = (webhooks: Command): void => {
  defineCommand(webhooks, {
    usage: 'rm <webhook>',
    about: 'Remove a webhook and what waits for it',
    examples: [['webhooks rm 4f1d22aa', 'nothing is sent there any more']],
    run: async (cli, given) => {
      const webhookId = await webhookOf(cli, given)
      const removed = await cli.sojourn.webhooks.remove({ webhookId }, { signal: cli.signal })
      if (cli.json) cli.output.json(removed)
      else cli.output.line(`Removed ${shortId(webhookId)}`)
      return undefined
    },
  })
  defineCommand(webhooks, {
    usage: 'rotate <webhook>',
    about: 'Make a new key; the one before signs as well for a day',
    examples: [['webhooks rotate 4f1d22aa', 'then change the key at the receiver']],
    run: async (cli, given) => {
      const webhookId = await webhookOf(cli, given)
      const webhook = await cli.sojourn.webhooks.rotateSecret({ webhookId }, { signal: cli.signal })
      if (cli.json) cli.output.json(webhook)
      else cli.output.line(`Webhook ${shortId(webhookId)}, key ${webhook.secret}`)
      return undefined
    },
  })
  defineCommand(webhooks, {
    usage: 'test <webhook>',
    about: 'Send a test message now and say how it went',
    examples: [['webhooks test 4f1d22aa', 'does the receiver answer?']],
    run: async (cli, given) => {
      const answer = await cli.sojourn.webhooks.test({ webhookId: await webhookOf(cli, given) }, { signal: cli.signal })
      if (cli.json) cli.output.json(answer)
      else
        cli.output.line(
          `${answer.ok ? `Status ${answer.status}` : oneLine(answer.error ?? '')} (${duration(answer.durationMs)})`,
        )
      return answer.ok ? undefined : 'error'
    },
  })
}

const addDeliveries = (webhooks: Command): void => {
  defineCommand(webhooks, {
    usage: 'deliveries <webhook>',
    about: 'List what was sent, waits, or was given up; newest first',
    options: [['--status <status>', 'only these', ['pending', 'delivered', 'dead']]],
    examples: [['webhooks deliveries 4f1d22aa --status dead', 'what did not arrive within a day']],
    run: async (cli, given) => {
      const status = given.text('status') as Delivery['status'] | undefined
      const query = { webhookId: await webhookOf(cli, given), status, limit: 200 }
      const page = await cli.sojourn.webhooks.deliveries(query, { signal: cli.signal })
      if (cli.json) cli.output.json(page)
      else if (page.items.length === 0) cli.output.note('Nothing there.')
      else cli.output.line(deliveryTable(cli, page.items))
      return undefined
    },
  })
  defineCommand(webhooks, {
    usage: 'resend <webhook> [delivery]',
    about: 'Send a delivery again, or everything that was given up',
    examples: [['webhooks resend 4f1d22aa', 'the receiver is back']],
    run: async (cli, given) => {
      const webhookId = await webhookOf(cli, given)
      const [, deliveryId] = given.args
      const again = deliveryId
        ? await cli.sojourn.webhooks.resend({ deliveryId }, { signal: cli.signal })
        : await cli.sojourn.webhooks.resendDead({ webhookId }, { signal: cli.signal })
      if (cli.json) cli.output.json(again)
      else cli.output.line(`Sending ${'resent' in again ? plural(again.resent, 'dead letter') : again.id} again`)
      return undefined
    },
  })
}

/** The id that the first argument means. */
const webhookOf = async (cli: Cli, { args: [given = ''] }: Given): Promise<string> => {
  const { items } = await cli.sojourn.webhooks.list(undefined, { signal: cli.signal })
  const ids = items.map(({ id }) => id)
  return expand(given, ids, 'webhook') ?? given
}

const stateOf = ({ enabled, disabledReason, deliveries: { pending, dead } }: WebhookWithCounts): string => {
  if (!enabled) return disabledReason === null ? 'disabled' : `disabled: ${oneLine(disabledReason)}`
  const parts = [...(pending > 0 ? [`${pending} waiting`] : []), ...(dead > 0 ? [`${dead} given up`] : [])]
  return parts.join(', ') || 'ok'
}

const concernOf = ({ sessionId, agentId }: WebhookWithCounts): string => {
  if (sessionId !== null) return `session ${shortId(sessionId)}`
  return agentId === null ? 'everything' : `agent ${agentId}`
}

const webhookTable = ({ output }: Cli, webhooks: readonly WebhookWithCounts[]): string =>
  table(
    output,
    [
      { title: 'WEBHOOK', text: ({ id }) => (output.isTerminal ? shortId(id) : id) },
      { title: 'URL', text: ({ url }) => oneLine(url), flexible: true },
      { title: 'TYPES', text: ({ types }) => types.join(' ') },
      { title: 'OF', text: concernOf },
      { title: 'STATE', text: stateOf },
    ],
    webhooks,
  )

const deliveryTable = ({ output }: Cli, deliveries: readonly Delivery[]): string =>
  table(
    output,
    [
      { title: 'DELIVERY', text: ({ id }) => id },
      { title: 'EVENT', text: ({ eventType }) => eventType },
      { title: 'SESSION', text: ({ sessionId }) => (output.isTerminal ? shortId(sessionId) : sessionId) },
      { title: 'STATUS', text: ({ status, attempts }) => `${status} (${plural(attempts, 'attempt')})` },
      { title: 'NEXT', text: ({ nextAttemptAt }) => (nextAttemptAt === null ? '' : clock(nextAttemptAt)) },
      { title: 'SAID', text: ({ lastError }) => oneLine(lastError ?? ''), flexible: true },
      { title: 'CREATED', text: ({ createdAt }) => ago(createdAt) },
    ],
    deliveries,
  )
