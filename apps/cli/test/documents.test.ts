import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { cliDocument } from '../scripts/cli-document.ts'
import { definitionOf } from '../src/define-command.ts'
import { createProgram } from '../src/program.ts'

const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)

test('[L9] docs/cli.md says what the commands are', () => {
  expect(readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')).toBe(cliDocument())
})

test('[L9] every command says what it does and shows an example', () => {
  for (const command of leaves(createProgram())) {
    const definition = definitionOf(command)
    expect(definition?.about, command.name()).toMatch(/^[A-Z]/)
    expect(definition?.examples.length, command.name()).toBeGreaterThan(0)
    for (const [line] of definition?.examples ?? []) expect(line).toContain(command.name())
  }
})
