import { Command } from 'commander'
import { addAcp } from './commands/acp-command.ts'
import { addAgentCommands } from './commands/agent-commands.ts'
import { addChat } from './commands/chat-command.ts'
import { addChoose } from './commands/choose-command.ts'
import { addCleanup } from './commands/cleanup-command.ts'
import { addCompletion } from './commands/completion-commands.ts'
import { addDatabaseCommands } from './commands/database-commands.ts'
import { addDoctor } from './commands/doctor-command.ts'
import { addEvents } from './commands/events-command.ts'
import { addExport } from './commands/export-command.ts'
import { addHelp } from './commands/help-command.ts'
import { addImport } from './commands/import-command.ts'
import { addMcp } from './commands/mcp-command.ts'
import { addQueueCommands } from './commands/queue-commands.ts'
import { addRequestCommands } from './commands/request-commands.ts'
import { addRuleCommands } from './commands/rule-commands.ts'
import { addServerCommands } from './commands/server-commands.ts'
import { addSessionActions } from './commands/session-actions.ts'
import { addShow } from './commands/session-details.ts'
import { addList } from './commands/session-list.ts'
import { addUsage } from './commands/usage-command.ts'
import { addWatch } from './commands/watch-command.ts'
import { addWebhookCommands } from './commands/webhook-commands.ts'
import { addWorkCommands } from './commands/work-commands.ts'
import { environmentVariables } from './environment.ts'
import { exitCodes } from './exit-codes.ts'

/** The whole command line. */
export const createProgram = (): Command => {
  const program = new Command('sojourn')
    .description('Sessions of AI agents that outlive every process that serves them.')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .showHelpAfterError('`sojourn help` lists the commands; `sojourn help <command>` explains one.')
    .showSuggestionAfterError(true)
  program.commandsGroup('Work:')
  addWorkCommands(program)
  addChat(program)
  addWatch(program)
  program.commandsGroup('What waits for you:')
  addRequestCommands(program)
  program.commandsGroup('Sessions:')
  addList(program)
  addShow(program)
  addEvents(program)
  addQueueCommands(program)
  addSessionActions(program)
  addChoose(program)
  addExport(program)
  addImport(program)
  addCleanup(program)
  program.commandsGroup('Agents and rules:')
  addAgentCommands(program)
  addRuleCommands(program)
  addUsage(program)
  program.commandsGroup('For other programs:')
  addAcp(program)
  addMcp(program)
  program.commandsGroup('Server:')
  addWebhookCommands(program)
  addServerCommands(program)
  addDoctor(program)
  addDatabaseCommands(program)
  program.commandsGroup('This command:')
  addHelp(program)
  addCompletion(program)
  program.addHelpText('after', closing())
  return program
}

const closing = (): string => {
  const variables = environmentVariables.map(({ name, default: value, about }) => {
    const text = value === null ? about : `${about} Default: ${value}`
    return `  ${name.padEnd(14)} ${text}`
  })
  const codes = Object.values(exitCodes).map(({ code, about }) => `  ${String(code).padStart(3)}  ${about}`)
  const first = [
    '  sojourn serve                                  # start a server, in another terminal',
    '  sojourn send "Look around and write notes"     # give an agent work',
    '  sojourn watch                                  # come back to it',
  ]
  return ['\nBegin with:', ...first, '\nEnvironment:', ...variables, '\nExit codes:', ...codes].join('\n')
}
