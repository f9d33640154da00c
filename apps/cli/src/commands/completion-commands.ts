import type { Command } from 'commander'
import { completions } from '../complete/completions.ts'
import { type Shell, shellScripts, shells } from '../complete/shell-scripts.ts'
import { defineCommand } from '../define-command.ts'
import { oneLine } from '../output/plain-text.ts'

/** Completion of the command line by the shell. */
export const addCompletion = (program: Command): void => {
  defineCommand(program, {
    usage: 'completion <shell>',
    about: 'Print what makes bash, zsh or fish complete commands, options, sessions and more',
    details: `Sessions are completed by id or tag, in bash and zsh also by any part of their title; runs, permissions, questions, rules and
agents by what the server knows of them. A server that does not answer within three seconds completes nothing.`,
    choices: { shell: shells },
    examples: [
      ['source <(sojourn completion bash)', 'in ~/.bashrc'],
      ['source <(sojourn completion zsh)', 'in ~/.zshrc, after compinit'],
      ['sojourn completion fish > ~/.config/fish/completions/sojourn.fish', 'once'],
    ],
    run: async ({ output }, { args: [shell] }) => {
      output.write(shellScripts[shell as Shell])
      return undefined
    },
  })
  defineCommand(program, {
    usage: 'completions [words...]',
    about: 'What the last of these words can become, a line each; the shells ask this',
    hidden: true,
    examples: [['completions -- send --st', 'the options of send that begin so']],
    run: async ({ output, json, environment }, { args }) => {
      const words = args.length === 0 ? [''] : args
      const candidates = await completions(program, words, environment).catch(() => [])
      if (json) output.json(candidates)
      else for (const { value, about } of candidates) output.line(about === '' ? value : `${value}\t${oneLine(about)}`)
      return undefined
    },
  })
}
