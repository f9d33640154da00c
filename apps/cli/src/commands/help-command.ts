import type { Command } from 'commander'
import { defineCommand } from '../define-command.ts'
import { manualOf } from '../manual/manual.ts'
import { manualRoff, manualText } from '../manual/render-manual.ts'
import { UsageError } from '../usage-error.ts'

export const addHelp = (program: Command): void => {
  defineCommand(program, {
    usage: 'help [command...]',
    about: 'Explain a command at length: what it does, its options, examples, environment and exit codes',
    details: 'Without a command: this one as a whole. `sojourn <command> --help` says the same in short.',
    options: [['--roff', 'print the source of a man page']],
    examples: [
      ['help send', 'everything about send'],
      ['help queue move', 'a command of a group'],
      ['sojourn help send --roff | man -l -', 'as a man page'],
    ],
    run: async ({ output, json }, given) => {
      const page = manualOf(named(program, given.args))
      if (json) output.json(page)
      else if (given.flag('roff')) output.write(manualRoff(page))
      else output.line(manualText(output, page))
      return undefined
    },
  })
}

const named = (program: Command, words: readonly string[]): Command =>
  words.reduce((command, word) => {
    const found = command.commands.find((sub) => sub.name() === word)
    if (found) return found
    throw new UsageError(`There is no command "${words.join(' ')}"; \`sojourn help\` lists them.`)
  }, program)
