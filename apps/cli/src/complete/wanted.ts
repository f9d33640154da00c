import type { Argument, Command, Option } from 'commander'

/** What the word under the cursor can be. */
export type Wanted =
  | { kind: 'words'; words: readonly Candidate[] }
  /** Something that a server knows by this name: `session`, `run`, `agent` … */
  | { kind: 'value'; of: string; session: string | undefined }
  | { kind: 'file' }
  | { kind: 'nothing' }

export interface Candidate {
  value: string
  about: string
}

const nothing: Wanted = { kind: 'nothing' }

/** What the words before the cursor mean. */
interface Line {
  command: Command
  args: string[]
  options: Map<string, string>
  /** The option whose value comes next. */
  open: Option | null
}

/**
 * What may stand in the place of the last word. `words` are those after the name of the program, the last one as far as it
 * is typed.
 */
export const wantedAt = (program: Command, words: readonly string[]): Wanted => {
  const line = read(program, words.slice(0, -1))
  const typed = words.at(-1) ?? ''
  if (line.open) return takes(line.open.argChoices, placeholder(line.open), line)
  if (typed.startsWith('-') && typed !== '-') return { kind: 'words', words: optionsOf(line) }
  const subs = visible(line.command)
  if (subs.length > 0) return { kind: 'words', words: subs.map(named) }
  const argument = argumentAt(line)
  return argument ? takes(argument.argChoices, argument.name(), line) : nothing
}

/** The value of `--url` in the words, if any. */
export const urlIn = (program: Command, words: readonly string[]): string | undefined =>
  read(program, words).options.get('url')

const read = (program: Command, words: readonly string[]): Line => {
  const line: Line = { command: program, args: [], options: new Map(), open: null }
  for (const word of words) {
    if (line.open) {
      line.options.set(line.open.attributeName(), word)
      line.open = null
    } else if (word.startsWith('-') && word !== '-') readOption(line, word)
    else readWord(line, word)
  }
  return line
}

const readOption = (line: Line, word: string): void => {
  const [flag = '', value] = word.split('=', 2)
  const option = line.command.options.find(({ short, long }) => flag === short || flag === long)
  if (!option) return
  if (value !== undefined) line.options.set(option.attributeName(), value)
  else if (option.required) line.open = option
  else line.options.set(option.attributeName(), '')
}

const readWord = (line: Line, word: string): void => {
  const sub = line.args.length === 0 ? line.command.commands.find((command) => command.name() === word) : undefined
  if (sub) line.command = sub
  else line.args.push(word)
}

/** A word that names what may stand there: `<session>` of an argument or of `--session <session>`. */
const placeholder = ({ flags }: Option): string => /[<[]([\w-]+)/.exec(flags)?.[1] ?? ''

const takes = (choices: readonly string[] | undefined, of: string, { options, args }: Line): Wanted => {
  if (choices) return { kind: 'words', words: choices.map((value) => ({ value, about: '' })) }
  if (of === 'file' || of === 'directory') return { kind: 'file' }
  return { kind: 'value', of, session: options.get('session') ?? args[0] }
}

/** The argument that comes next; the last one may take all that follow. */
const argumentAt = ({ command, args }: Line): Argument | undefined => {
  const last = command.registeredArguments.at(-1)
  return command.registeredArguments[args.length] ?? (last?.variadic ? last : undefined)
}

const optionsOf = ({ command, options }: Line): Candidate[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => !options.has(option.attributeName()))
    .map((option) => ({ value: option.long ?? option.short ?? '', about: option.description }))

const visible = (command: Command): Command[] => command.createHelp().visibleCommands(command)

const named = (command: Command): Candidate => ({ value: command.name(), about: command.description() })
