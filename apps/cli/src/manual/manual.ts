import type { Command } from 'commander'
import { definitionOf, exampleLines } from '../define-command.ts'
import { environmentVariables } from '../environment.ts'
import { exitCodes } from '../exit-codes.ts'

/** A term and what it means. */
type Term = readonly [term: string, about: string]

export type ManualPart =
  | { kind: 'paragraph'; text: string }
  | { kind: 'terms'; terms: readonly Term[] }
  /** Lines that stay as they are. */
  | { kind: 'lines'; lines: readonly string[] }

export interface ManualPage {
  /** `sojourn-send` */
  name: string
  about: string
  sections: readonly { title: string; parts: readonly ManualPart[] }[]
}

const paragraph = (text: string): ManualPart => ({ kind: 'paragraph', text })

/** The page of a command, made of what it was defined with. */
export const manualOf = (command: Command): ManualPage => {
  const path = pathOf(command)
  const about = command.description().replace(/\.$/, '')
  const definition = definitionOf(command)
  const sections = [
    { title: 'NAME', parts: [paragraph(`${path.join('-')} - ${about}`)] },
    { title: 'SYNOPSIS', parts: [{ kind: 'lines' as const, lines: [`${path.join(' ')} ${command.usage()}`.trim()] }] },
    { title: 'DESCRIPTION', parts: definition?.details ? inParts(definition.details) : [] },
    ...commandSections(command),
    { title: 'OPTIONS', parts: [{ kind: 'terms' as const, terms: optionTerms(command) }] },
    { title: 'EXAMPLES', parts: definition ? [{ kind: 'lines' as const, lines: exampleLines(definition) }] : [] },
    { title: 'ENVIRONMENT', parts: [{ kind: 'terms' as const, terms: variables }] },
    { title: 'EXIT STATUS', parts: [{ kind: 'terms' as const, terms: codes }] },
    { title: 'SEE ALSO', parts: seeAlso(command) },
  ]
  return { name: path.join('-'), about, sections: sections.filter(({ parts }) => parts.length > 0) }
}

/** `sojourn`, `queue`, `ls` */
const pathOf = (command: Command): string[] => [...(command.parent ? pathOf(command.parent) : []), command.name()]

const visible = (command: Command): Command[] => command.createHelp().visibleCommands(command)

const commandSections = (command: Command): ManualPage['sections'] =>
  [...Map.groupBy(visible(command), (sub) => sub.helpGroup())].map(([heading, subs]) => ({
    title: heading.replace(/:$/, '').toUpperCase() || 'COMMANDS',
    parts: [{ kind: 'terms', terms: subs.map((sub) => [sub.name(), sub.description()] as const) }],
  }))

const optionTerms = (command: Command): Term[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .map(({ flags, description, argChoices }) => [
      flags,
      argChoices ? `${description} (${argChoices.join(', ')})` : description,
    ])

const variables: readonly Term[] = environmentVariables.map(({ name, about, default: value }) => [
  name,
  value === null ? about : `${about} Default: ${value}`,
])

const codes: readonly Term[] = Object.values(exitCodes).map(({ code, about }) => [String(code), about])

/** Its neighbours: commands of the same group. */
const seeAlso = (command: Command): ManualPart[] => {
  const { parent } = command
  if (!parent) return []
  const neighbours = visible(parent).filter((other) => other !== command && other.helpGroup() === command.helpGroup())
  const names = neighbours.map((other) => pathOf(other).join('-'))
  return names.length === 0 ? [] : [paragraph(`${names.join(', ')}; docs/cli.md`)]
}

/** Indented lines stay as they are; others are sentences of one paragraph. */
const inParts = (details: string): ManualPart[] =>
  details
    .split(/\n\n|\n(?= )|(?<=\n .*)\n(?! )/)
    .filter((piece) => piece.trim() !== '')
    .map((piece) =>
      piece.startsWith(' ') ? { kind: 'lines', lines: [piece.trimEnd()] } : paragraph(piece.replaceAll('\n', ' ')),
    )
