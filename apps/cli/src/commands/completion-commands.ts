import { createSojourn } from '@sojourn/sdk'
import type { Command } from 'commander'
import { knownValues } from '../complete/known-values.ts'
import { matching } from '../complete/matching.ts'
import { filesPlease, type Shell, shellScripts, shells } from '../complete/shell-scripts.ts'
import { type Candidate, urlIn, wantedAt } from '../complete/wanted.ts'
import { defineCommand } from '../define-command.ts'
import { connectionFrom } from '../environment.ts'
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
    run: async ({ output, json }, { args }) => {
      const words = args.length === 0 ? [''] : args
      const candidates = await completions(program, words).catch(() => [])
      if (json) output.json(candidates)
      else for (const { value, about } of candidates) output.line(about === '' ? value : `${value}\t${oneLine(about)}`)
      return undefined
    },
  })
}

/** Longest wait for a server, milliseconds: somebody has a key under the finger. */
const patienceMs = 3_000

/** What the last word can become. Throws when the server cannot be asked. */
const completions = async (program: Command, words: readonly string[]): Promise<Candidate[]> => {
  const typed = words.at(-1) ?? ''
  const wanted = wantedAt(program, words)
  if (wanted.kind === 'file') return [{ value: filesPlease, about: '' }]
  if (wanted.kind === 'words') return wanted.words.filter(({ value }) => value.startsWith(typed))
  if (wanted.kind === 'nothing') return []
  const sojourn = createSojourn({ ...connectionFrom(process.env, { url: urlIn(program, words) }), retries: 0 })
  const signal = AbortSignal.timeout(patienceMs)
  return matching(await knownValues(wanted.of, { sojourn, signal, session: wanted.session }), typed)
}
