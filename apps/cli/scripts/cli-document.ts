import type { Command } from 'commander'
import { definitionOf, exampleLines } from '../src/define-command.ts'
import { environmentVariables } from '../src/environment.ts'
import { exitCodes } from '../src/exit-codes.ts'
import { createProgram } from '../src/program.ts'

/** docs/cli.md, out of the definitions that the command itself is made from. */
export const cliDocument = (): string => {
  const program = createProgram()
  return [
    opening,
    '## Environment\n',
    ...tableOf(
      ['Variable', 'Default', 'What it is'],
      environmentVariables.map(({ name, default: value, about }) => [
        `\`${name}\``,
        value ? `\`${value}\`` : '',
        about,
      ]),
    ),
    '\n## Exit codes\n',
    ...tableOf(
      ['Code', 'Meaning'],
      Object.values(exitCodes).map(({ code, about }) => [String(code), about]),
    ),
    ...groupsOf(program).flatMap(([heading, commands]) => [
      `\n## ${heading.replace(/:$/, '')}`,
      ...commands.flatMap((command) => sections(command)),
    ]),
    '',
  ].join('\n')
}

const opening = `# The command line

\`sojourn\` is the SDK at your terminal: the same words as the API, for people and for scripts. In a checkout it is
\`npx sojourn\`. This page is made from \`apps/cli/src\` by \`node apps/cli/scripts/write-documents.ts\`.

\`\`\`sh
sojourn serve                                  # start a server, in another terminal
sojourn send "Look around and write notes"     # give an agent work and watch it
sojourn inbox                                  # what waits for a person, in all sessions
sojourn approve                                # the only request that is pending
sojourn watch                                  # come back to the session used last
\`\`\`

- **Sessions** are given by their id, a unique beginning or end of it (four characters or more), a tag, or \`@last\`.
  Runs, permissions, questions and rules are abbreviated in the same way.
- **On a terminal** \`send\`, \`watch\` and \`chat\` ask you what the agent asks; when somebody else answers first, the
  question goes away. Anywhere else they say how to answer and wait.
- **Ctrl-C** stops watching, not the work: the run goes on, and the command says how to come back to it or cancel it. In
  \`chat\` it cancels what the agent is doing.
- **A lost connection** is opened again by itself; nothing is missed and nothing comes twice.
- **For programs**, \`--json\` prints the API's JSON on standard output, one event a line for streams; errors are JSON on
  standard error. Output that does not go to a terminal has no colours and whole ids.
- **The token** comes from the environment or from the data directory, never from the command line, which others can
  read. The token of the data directory is sent to servers on this machine alone.
`

/** The headings of the help with their commands, in its order. */
const groupsOf = (program: Command): [string, Command[]][] => {
  const groups = Map.groupBy(program.commands, (command) => command.helpGroup())
  return [...groups].filter(([heading]) => heading !== '')
}

const sections = (command: Command, parents: readonly string[] = []): string[] => {
  const path = [...parents, command.name()]
  const definition = definitionOf(command)
  if (definition?.hidden) return []
  if (!definition) return command.commands.flatMap((sub) => sections(sub, path))
  const options = (definition.options ?? []).map(([flags, about, choices]) => [
    `\`${flags}\``,
    choices ? `${about} (${choices.map((choice) => `\`${choice}\``).join(', ')})` : about,
  ])
  return [
    `\n### sojourn ${path.join(' ')}\n`,
    `\`sojourn ${[...parents, definition.usage].join(' ')}\``,
    `\n${sentence(definition.about)}${definition.details ? `\n\n${inMarkdown(definition.details)}` : ''}`,
    ...(options.length > 0 ? ['', ...tableOf(['Option', 'What it does'], options)] : []),
    `\n\`\`\`sh\n${exampleLines(definition).join('\n')}\n\`\`\``,
  ]
}

/** Indented lines are a list in columns. */
const inMarkdown = (details: string): string =>
  details
    .replace(
      /(?:^ {2}\S.*(?:\n|$))+/gm,
      (lines) => `\n\`\`\`text\n${lines.replaceAll(/^ {2}/gm, '').trimEnd()}\n\`\`\`\n`,
    )
    .trimEnd()

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}
