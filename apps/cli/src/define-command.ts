import { type Command, Option } from 'commander'
import { type Cli, openCli } from './cli.ts'
import { type Exit, exitCodes } from './exit-codes.ts'
import { reportFailure } from './failure.ts'
import { Output } from './output/output.ts'
import { UsageError } from './usage-error.ts'

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** What was given on the command line: arguments by place, options by name. */
export class Given {
  readonly args: readonly string[]
  readonly #options: Readonly<Record<string, unknown>>

  constructor(args: readonly string[], options: Readonly<Record<string, unknown>>) {
    this.args = args
    this.#options = options
  }

  text(name: string): string | undefined {
    const value = this.#options[name]
    return typeof value === 'string' ? value : undefined
  }

  flag(name: string): boolean {
    return this.#options[name] === true
  }

  list(name: string): string[] | undefined {
    const value = this.#options[name]
    return Array.isArray(value) ? value.map(String) : undefined
  }

  /** A whole number from `min`. */
  number(name: string, min = 0): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = Number(text)
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < min) {
      throw new UsageError(`--${kebab(name)} takes a whole number from ${min}, not "${text}".`)
    }
    return value
  }

  /** JSON of any form. */
  json(name: string): unknown {
    const text = this.text(name)
    if (text === undefined) return undefined
    try {
      return JSON.parse(text)
    } catch (error) {
      throw new UsageError(`--${kebab(name)} takes JSON: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

export interface CommandDefinition {
  /** Name and arguments, as commander writes them: `send <input...>`. */
  usage: string
  about: string
  /** More, for the help of this command alone. */
  details?: string
  /** Name and what it does; values in `<…>` are required, `[…]` optional, `...` repeatable. */
  options?: readonly (readonly [flags: string, about: string, choices?: readonly string[]])[]
  /** Options that may be given several times, by their names; `…...` would take the words after it as well. */
  repeatable?: readonly string[]
  /** Words that an argument takes, by its name. */
  choices?: Readonly<Record<string, readonly string[]>>
  /** For programs: in no list and no document. */
  hidden?: boolean
  /** A command line, without `sojourn` when that comes first, and what it does. */
  examples: readonly (readonly [line: string, about: string])[]
  run: (cli: Cli, given: Given) => Promise<Exit | undefined>
}

const collected = (value: string, earlier: string[] = []): string[] => [...earlier, value]

const definitions = new WeakMap<Command, CommandDefinition>()

/** What a command was defined with; undefined for one that only holds others. */
export const definitionOf = (command: Command): CommandDefinition | undefined => definitions.get(command)

/** Adds a command with what all commands share: `--json`, `--url`, examples in its help, one way to fail. */
export const defineCommand = (parent: Command, definition: CommandDefinition): Command => {
  const command = parent.command(definition.usage, { hidden: definition.hidden ?? false }).description(definition.about)
  definitions.set(command, definition)
  if (definition.details) command.addHelpText('after', `\n${definition.details}`)
  for (const argument of command.registeredArguments) {
    const choices = definition.choices?.[argument.name()]
    if (choices) argument.choices(choices)
  }
  for (const [flags, about, choices] of definition.options ?? []) {
    const option = new Option(flags, about)
    if (choices) option.choices(choices)
    if (definition.repeatable?.includes(option.attributeName())) option.argParser(collected)
    command.addOption(option)
  }
  command.option('--json', 'print JSON (JSON Lines for streams)')
  command.option('--url <url>', 'address of the server, instead of SOJOURN_URL')
  command.addHelpText('after', ['\nExamples:', ...exampleLines(definition).map((line) => `  ${line}`)].join('\n'))
  command.action(async () => {
    process.exitCode = exitCodes[await perform(command, definition)].code
  })
  return command
}

/** The examples as one would type them, each below a comment. */
export const exampleLines = ({ examples }: CommandDefinition): string[] =>
  examples.flatMap(([line, about]) => [`# ${about}`, /\bsojourn\b/.test(line) ? line : `sojourn ${line}`])

const perform = async (command: Command, { run }: CommandDefinition): Promise<Exit> => {
  const given = new Given(command.args, command.opts())
  const json = given.flag('json')
  try {
    const cli = openCli({ url: given.text('url'), json })
    try {
      return (await run(cli, given)) ?? (cli.signal.aborted ? 'interrupted' : 'ok')
    } catch (error) {
      if (cli.signal.aborted && error === cli.signal.reason) return 'interrupted'
      throw error
    }
  } catch (error) {
    return reportFailure(new Output(process), error, json)
  }
}
