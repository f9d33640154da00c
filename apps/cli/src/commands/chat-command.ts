import { type RunHandle, type SessionHandle, SojournError } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand, type Given } from '../define-command.ts'
import { reportFailure } from '../failure.ts'
import { shortId } from '../find/abbreviation.ts'
import { findSession, sessionReference } from '../find/find-session.ts'
import { followRun } from '../follow/follow-run.ts'
import { oneLine } from '../output/plain-text.ts'
import { readLines } from '../prompt/read-lines.ts'
import { UsageError } from '../usage-error.ts'

/** Where the conversation is; some slash commands move it. */
interface Chat {
  session: SessionHandle
}

interface SlashCommand {
  about: string
  /** It takes words; these are an example. */
  words?: string
  /** `false` ends the chat. */
  run: (cli: Cli, chat: Chat, words: string) => Promise<boolean | undefined>
}

const slashCommands: Record<string, SlashCommand> = {
  '/help': {
    about: 'show these commands',
    run: async ({ output }) => {
      for (const [name, about] of slashHelp()) output.line(`  ${name.padEnd(12)} ${output.style('dim', about)}`)
      return undefined
    },
  },
  '/new': {
    about: 'go on in a new session of the same agent',
    run: async (cli, chat) => {
      const { agentId } = await chat.session.get()
      chat.session = await cli.sojourn.sessions.create({ agentId })
      sayWhere(cli, chat)
      return undefined
    },
  },
  '/fork': {
    about: 'go on in a new session that starts from here',
    run: async (cli, chat) => {
      chat.session = await chat.session.fork()
      sayWhere(cli, chat)
      return undefined
    },
  },
  '/tag': {
    about: 'give the session a name: /tag notes',
    words: 'notes',
    run: async (_cli, chat, words) => {
      await chat.session.tag(words)
      return undefined
    },
  },
  '/title': {
    about: 'set its title: /title Release notes',
    words: 'Release notes',
    run: async (_cli, chat, words) => {
      await chat.session.update({ title: words })
      return undefined
    },
  },
  '/pause': {
    about: 'hold the queue',
    run: async (_cli, chat) => {
      await chat.session.pause()
      return undefined
    },
  },
  '/resume': {
    about: 'go on with the queue',
    run: async (_cli, chat) => {
      await chat.session.resume()
      return undefined
    },
  },
  '/exit': { about: 'leave; the session stays', run: async () => false },
}

const serverCommands = [
  ['/compact', 'have the old transcript summarised for the model'],
  ['/status', 'say how the session is'],
  ['/terminate', 'cancel the executing run'],
] as const

const slashHelp = (): (readonly [string, string])[] => [
  ...Object.entries(slashCommands).map(([name, { about }]) => [name, about] as const),
  ...serverCommands,
]

export const addChat = (program: Command): void => {
  defineCommand(program, {
    usage: 'chat [session]',
    about: 'Talk to an agent, with approvals at the prompt',
    details: `${sessionReference} Without one, a new session is made.
Ctrl-C cancels what the agent is doing; at the prompt, Ctrl-C or Ctrl-D leaves. The session stays.

Commands in the chat:
${slashHelp()
  .map(([name, about]) => `  ${name.padEnd(12)} ${about}`)
  .join('\n')}`,
    options: [
      ['-t, --tag <tag>', 'the session with this tag; made when there is none'],
      ['-a, --agent <agent>', 'agent of a session that is made'],
    ],
    examples: [
      ['chat', 'a new session with the default agent'],
      ['chat @last', 'go on where you were'],
      ['chat -t notes', 'a session with a name'],
    ],
    run: async (cli, given) => {
      const chat: Chat = { session: await sessionToChat(cli, given) }
      sayWhere(cli, chat)
      for await (const line of readLines(
        cli.output.style('cyan', '› '),
        slashHelp().map(([name]) => name),
      )) {
        if (line.trim() !== '' && !(await turn(cli, chat, line.trim()))) break
      }
      if (cli.interactive) cli.output.note(`sojourn chat ${shortId(chat.session.id)} goes on here.`)
      return 'ok'
    },
  })
}

const sessionToChat = async (cli: Cli, given: Given): Promise<SessionHandle> => {
  const { sojourn, signal } = cli
  const [reference] = given.args
  if (reference !== undefined) return findSession(cli, reference)
  const [tag, agentId] = [given.text('tag'), given.text('agent')]
  const creation = agentId === undefined ? {} : { agentId }
  if (tag !== undefined) return sojourn.sessions.resolve({ tag, create: creation }, { signal })
  return sojourn.sessions.create(creation, { signal })
}

const sayWhere = ({ output, json }: Cli, { session }: Chat): void => {
  if (!json) output.line(output.style('dim', `session ${session.id} · /help shows the commands`))
}

/** One line of the conversation. False when it ends. A failure is told and the chat goes on. */
const turn = async (cli: Cli, chat: Chat, line: string): Promise<boolean> => {
  const [name = '', ...words] = line.split(' ')
  try {
    const command = Object.hasOwn(slashCommands, name) ? slashCommands[name] : undefined
    const given = oneLine(words.join(' '))
    if (command?.words && given === '') throw new UsageError(`Write it like ${name} ${command.words}`)
    if (command) return (await command.run(cli, chat, given)) ?? true
    await followCancellable(cli, await chat.session.send(line))
  } catch (error) {
    // A token that is wrong will not become right.
    if (error instanceof SojournError && error.code === 'UNAUTHORIZED') throw error
    reportFailure(cli.output, error)
  }
  return true
}

/** Ctrl-C cancels the run instead of leaving it. */
const followCancellable = async (cli: Cli, run: RunHandle): Promise<void> => {
  const never = new AbortController()
  const cancel = () => {
    cli.output.note(cli.output.styleNote('yellow', '\ncancelling …'))
    run.cancel({ reason: 'Ctrl-C in the chat' }).catch((error: unknown) => reportFailure(cli.output, error))
  }
  const others = process.listeners('SIGINT')
  process.removeAllListeners('SIGINT')
  process.on('SIGINT', cancel)
  try {
    await followRun(cli, run, { signal: never.signal })
  } finally {
    process.removeListener('SIGINT', cancel)
    for (const listener of others) process.on('SIGINT', listener)
  }
}
