import type { Output } from '../output/output.ts'
import type { ManualPage, ManualPart } from './manual.ts'

const indent = 7
/** Longer lines are hard to read. */
const widest = 100

/** The page as people read it, wrapped to the terminal. */
export const manualText = (output: Output, page: ManualPage): string => {
  const width = Math.min(output.width, widest)
  return page.sections
    .map(({ title, parts }) => {
      const body = parts.map((part) => partLines(output, part, width).join('\n')).join('\n\n')
      return `${output.style('bold', title)}\n${body}`
    })
    .join('\n\n')
}

const partLines = (output: Output, part: ManualPart, width: number): string[] => {
  const margin = ' '.repeat(indent)
  switch (part.kind) {
    case 'paragraph':
      return wrap(part.text, width - indent).map((line) => margin + line)
    case 'lines':
      return part.lines.map((line) => margin + (line.startsWith('#') ? output.style('dim', line) : line))
    case 'terms':
      return part.terms.flatMap(([term, about]) => {
        const lines = wrap(about, width - 2 * indent).map((line) => margin + margin + line)
        const head = margin + output.style('bold', term)
        // A short term has its meaning beside it.
        if (term.length > indent - 2) return [head, ...lines]
        return [head + (lines[0] ?? '').slice(indent + term.length), ...lines.slice(1)]
      })
  }
}

const wrap = (text: string, width: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** The page as `man` reads it (roff with the man macros). */
export const manualRoff = ({ name, sections }: ManualPage): string =>
  [
    `.TH ${name.toUpperCase()} 1 "" Sojourn "Sojourn Manual"`,
    ...sections.flatMap(({ title, parts }) => [`.SH ${title}`, ...parts.flatMap(roffLines)]),
    '',
  ].join('\n')

const roffLines = (part: ManualPart): string[] => {
  switch (part.kind) {
    case 'paragraph':
      return ['.PP', roff(part.text)]
    case 'lines':
      return ['.PP', '.nf', ...part.lines.flatMap((line) => line.split('\n')).map(roff), '.fi']
    case 'terms':
      return part.terms.flatMap(([term, about]) => ['.TP', `.B ${roff(term)}`, roff(about)])
  }
}

/** Hyphens are told apart from dashes, and nothing at the beginning of a line is a command. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&')
