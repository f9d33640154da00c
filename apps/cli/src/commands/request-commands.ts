import type { Permission, Question, RuleScope, SessionSummary, ToolCall } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand, type Given } from '../define-command.ts'
import { shortId } from '../find/abbreviation.ts'
import { findPermission, findQuestion } from '../find/find-request.ts'
import { findSession, sessions } from '../find/find-session.ts'
import { oneLine, shorten } from '../output/plain-text.ts'
import { ago, clock } from '../output/quantities.ts'
import { answerFromWords } from '../prompt/answer-schema.ts'
import { toolLabel } from '../render/tool-label.ts'
import { answerAll } from './answer-all.ts'

/** Commands for what waits for a person. */
export const addRequestCommands = (program: Command): void => {
  addInbox(program)
  addVerdict(program, 'approve')
  addVerdict(program, 'deny')
  addAnswer(program)
  addSettle(program)
}

const addInbox = (program: Command): void => {
  defineCommand(program, {
    usage: 'inbox',
    about: 'List everything that waits for a person, in all sessions',
    examples: [
      ['inbox', 'permissions, questions and tool calls in doubt'],
      ['inbox --json | jq -r ".permissions[].id"', 'for programs'],
    ],
    run: async (cli) => {
      const { sojourn, signal, output } = cli
      const [permissions, questions, inDoubt] = await Promise.all([
        sojourn.permissions.list({ status: 'pending', limit: 200 }, { signal }).then(({ items }) => items),
        sojourn.questions.list({ status: 'pending', limit: 200 }, { signal }).then(({ items }) => items),
        callsInDoubt(cli),
      ])
      if (cli.json) output.json({ permissions, questions, toolCalls: inDoubt })
      else if (permissions.length + questions.length + inDoubt.length === 0) output.note('Nothing waits for you.')
      for (const line of cli.json ? [] : inboxLines(cli, { permissions, questions, inDoubt })) output.line(line)
      return undefined
    },
  })
}

/** Sessions that are looked through for calls in doubt. */
const mostSessions = 200

const callsInDoubt = async (cli: Cli): Promise<ToolCall[]> => {
  const waiting = sessions(cli, { activity: 'requires_action' }, mostSessions)
  const affected: SessionSummary[] = []
  for await (const session of waiting) if (session.inDoubtCalls > 0) affected.push(session)
  const calls = affected.map(({ id }) =>
    cli.sojourn.toolCalls.list({ sessionId: id, status: 'in_doubt' }, { signal: cli.signal }),
  )
  return (await Promise.all(calls)).flatMap(({ items }) => items)
}

interface Waiting {
  permissions: Permission[]
  questions: Question[]
  inDoubt: ToolCall[]
}

const inboxLines = ({ output }: Cli, { permissions, questions, inDoubt }: Waiting): string[] => {
  const entry = (head: string, about: string, command: string) => [
    `${output.style('yellow', '?')} ${shorten(head, output.width - 2)}`,
    output.style('dim', `  ${about}`),
    output.style('dim', `  ${command}`),
  ]
  const since = (item: { sessionId: string; createdAt: string; expiresAt?: string | null }) => {
    const expiry = item.expiresAt ? `, expires ${clock(item.expiresAt)}` : ''
    return `session ${shortId(item.sessionId)}, asked ${ago(item.createdAt)}${expiry}`
  }
  return [
    ...permissions.flatMap((permission) => {
      const id = shortId(permission.id)
      return entry(toolLabel(permission, output.width - 2), since(permission), `sojourn approve ${id}, or deny ${id}`)
    }),
    ...questions.flatMap((question) =>
      entry(oneLine(question.prompt), since(question), `sojourn answer ${shortId(question.id)} …`),
    ),
    ...inDoubt.flatMap((call) => {
      const head = `${toolLabel(call, output.width - 30)} may or may not have happened`
      return entry(head, since(call), `sojourn settle ${call.toolCallId} yes, or no, or fail`)
    }),
  ]
}

const verdicts = {
  approve: { verb: 'allow', about: 'Let a tool call go ahead', done: 'Allowed' },
  deny: { verb: 'reject', about: 'Refuse a tool call', done: 'Denied' },
} as const

const addVerdict = (program: Command, name: keyof typeof verdicts): void => {
  const { verb, about, done } = verdicts[name]
  defineCommand(program, {
    usage: `${name} [permission]`,
    about,
    details: `A permission is given by its id or a unique beginning or end of it; it may be left out while only one is pending.
\`sojourn inbox\` lists them.`,
    options: [
      ['--always <scope>', 'keep this answer as a rule', ['session', 'agent', 'everyone']],
      ['-m, --message <text>', 'tell the agent why'],
      ['--all', 'answer everything that is pending'],
      ['-s, --session <session>', 'with --all: only in this session'],
      ...(name === 'approve' ? ([['--input <json>', 'let the tool run with this input instead']] as const) : []),
    ],
    examples: [
      [name, 'the only one that is pending'],
      [`${name} 4f1d22aa --always session`, 'and do not ask again in this session'],
      [`${name} --all --session @last`, 'everything that waits in the session used last'],
    ],
    run: async (cli, given) => {
      const always = given.text('always') as RuleScope | undefined
      const decision = {
        option: always ? (`${verb}_always` as const) : (`${verb}_once` as const),
        ...(always && { scope: always }),
        message: given.text('message'),
      }
      if (given.flag('all')) return answerAll(cli, given, { decision, done })
      const permission = await findPermission(cli, given.args[0])
      const answered = await cli.sojourn.permissions.answer(
        { permissionId: permission.id, ...decision, ...inputOf(given) },
        { signal: cli.signal },
      )
      if (cli.json) cli.output.json(answered)
      else cli.output.line(`${done} ${toolLabel(answered, cli.output.width - 10)}`)
      return undefined
    },
  })
}

const inputOf = (given: Given): { toolInput?: Permission['toolInput'] } => {
  const toolInput = given.json('input')
  return toolInput === undefined ? {} : { toolInput: toolInput as Permission['toolInput'] }
}

const addAnswer = (program: Command): void => {
  defineCommand(program, {
    usage: 'answer <question> <answer...>',
    about: 'Answer a question',
    details: 'A word for a text, yes or no, a number, `name=value` for each field of a form, or JSON.',
    examples: [
      ['answer 4f1d22aa blue', 'a text or a choice'],
      ['answer 4f1d22aa name=Ada newsletter=no', 'a form'],
      [`answer 4f1d22aa '{"name": "Ada"}'`, 'JSON'],
    ],
    run: async (cli, { args: [reference, ...words] }) => {
      const question = await findQuestion(cli, reference)
      const answer = answerFromWords(question.schema, words)
      const answered = await cli.sojourn.questions.answer({ questionId: question.id, answer }, { signal: cli.signal })
      if (cli.json) cli.output.json(answered)
      else cli.output.line(`Answered: ${oneLine(question.prompt)}`)
      return undefined
    },
  })
}

const addSettle = (program: Command): void => {
  defineCommand(program, {
    usage: 'settle <toolCall> <happened>',
    about: 'Say whether a tool call in doubt happened: yes, no or fail',
    details: `After a crash nobody may know whether a call that changes something had happened. Look, then say:
yes: the run goes on as if it had ended well. no: the call may be made again. fail: the run ends.`,
    options: [
      ['-s, --session <session>', 'its session, when two sessions have a call of this id'],
      ['-m, --message <text>', 'what the agent should know'],
    ],
    choices: { happened: ['yes', 'no', 'fail'] },
    examples: [['settle call_7 no', 'it did not happen; make it again']],
    run: async (cli, given) => {
      const [toolCallId = '', happened] = given.args
      const session = given.text('session')
      const settled = await cli.sojourn.toolCalls.settle(
        {
          toolCallId,
          happened: happened as 'yes',
          sessionId: session && (await findSession(cli, session)).id,
          message: given.text('message'),
        },
        { signal: cli.signal },
      )
      if (cli.json) cli.output.json(settled)
      else cli.output.line(`Settled ${toolLabel(settled, cli.output.width - 10)}`)
      return undefined
    },
  })
}
