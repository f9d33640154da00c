import type { AgentOptions, Session } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { findSession, sessionReference } from '../find/find-session.ts'
import { offerLines } from '../render/offer-lines.ts'
import { UsageError } from '../usage-error.ts'

export const addChoose = (program: Command): void => {
  defineCommand(program, {
    usage: 'choose <session> [option] [value]',
    about: 'See and choose the mode, the model and what else a session’s agent offers',
    details: `${sessionReference}
An agent that runs is told at once, another one when it starts. Before the first run of an agent nothing is known of
what it offers; \`sojourn agents test <agent>\` asks it, and new sessions of it know from then on.`,
    examples: [
      ['choose @last', 'what there is to choose, and the agent’s commands'],
      ['choose @last mode plan', 'from the next step on'],
    ],
    run: async (cli, { args: [reference = '', optionId, value] }) => {
      const session = await findSession(cli, reference)
      const { agentOptions } = await session.get({ signal: cli.signal })
      if (optionId === undefined) {
        show(cli, agentOptions)
        return undefined
      }
      if (value === undefined)
        throw new UsageError(`Say what ${optionId} shall be: choose <session> ${optionId} <value>.`)
      const chosen = await cli.sojourn.sessions.setAgentOption(
        { sessionId: session.id, optionId, value: asValue(agentOptions, optionId, value) },
        { signal: cli.signal },
      )
      show(cli, chosen.agentOptions)
      return undefined
    },
  })
}

/** Switches are not texts; what an option takes the server knows best. */
const asValue = (offered: Session['agentOptions'], optionId: string, value: string): string | boolean => {
  const isSwitch = offered?.options.some(({ id, type }) => id === optionId && type === 'boolean')
  return isSwitch && (value === 'true' || value === 'false') ? value === 'true' : value
}

const show = (cli: Cli, offered: AgentOptions | null): void => {
  if (cli.json) cli.output.json(offered)
  else if (offered === null) cli.output.note('Its agent has not said yet what there is to choose.')
  else for (const line of offerLines(offered)) cli.output.line(line)
}
