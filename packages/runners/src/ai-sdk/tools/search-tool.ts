import { z } from 'zod'
import { resolveInWorkspace } from '../../workspace/workspace-path.ts'
import { defineTool, plural } from './define-tool.ts'
import { runRipgrep } from './run-ripgrep.ts'

/** Most lines that a search answers with. */
const maxMatches = 200
/** Longest piece of a line that is shown, characters. */
const maxLine = 300

/** A line of ripgrep's JSON that tells of a match. */
const matchLine = z.object({
  type: z.literal('match'),
  data: z.object({
    path: z.object({ text: z.string() }),
    lines: z.object({ text: z.string() }),
    line_number: z.int(),
  }),
})

type Match = { path: string; line: number; text: string }

const matchOf = (line: string): Match | null => {
  const parsed = matchLine.safeParse(JSON.parse(line))
  if (!parsed.success) return null
  const { path, lines, line_number } = parsed.data.data
  return {
    path: path.text.replace(/^\.\//, ''),
    line: line_number,
    text: lines.text.trimEnd().slice(0, maxLine).toWellFormed(),
  }
}

const input = z.strictObject({
  pattern: z
    .string()
    .min(1)
    .max(2_000)
    .describe('A regular expression (Rust syntax), or plain text with literal: true'),
  path: z.string().min(1).max(4096).optional().describe('A directory or file, relative to the workspace'),
  glob: z.string().min(1).max(500).optional().describe('Only files whose path matches, for example *.ts'),
  literal: z.boolean().optional(),
  ignoreCase: z.boolean().optional(),
})

const argsOf = ({ pattern, glob, literal, ignoreCase }: z.infer<typeof input>, path: string): string[] => [
  '--json',
  '--hidden',
  '--glob',
  '!.git',
  '--max-filesize',
  '5M',
  ...(literal ? ['--fixed-strings'] : []),
  ...(ignoreCase ? ['--ignore-case'] : []),
  ...(glob === undefined ? [] : ['--glob', glob]),
  '--regexp',
  pattern,
  '--',
  path,
]

export const searchTool = defineTool({
  name: 'search_files',
  description: `Search the text of the workspace's files, without what .gitignore leaves out; at most ${maxMatches} lines.`,
  toolId: 'fs',
  operation: 'search',
  effect: 'read',
  input,
  title: ({ pattern, path }) => `Search ${pattern}${path === undefined ? '' : ` in ${path}`}`,
  execute: async (asked, { workspace, signal }) => {
    const { shown } = await resolveInWorkspace(workspace, asked.path ?? '.')
    const root = await resolveInWorkspace(workspace, '.')
    const matches: Match[] = []
    let truncated = false
    const onLine = (line: string): boolean => {
      const match = matchOf(line)
      if (match === null) return true
      truncated = matches.length >= maxMatches
      if (!truncated) matches.push(match)
      return !truncated
    }
    const { timedOut } = await runRipgrep({ args: argsOf(asked, shown), cwd: root.absolute, signal, onLine })
    matches.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1))
    const files = new Set(matches.map(({ path }) => path)).size
    const summary = `${plural(matches.length, 'match', 'matches')} in ${plural(files, 'file')}`
    return { result: { matches, truncated: truncated || timedOut }, summary }
  },
  words: ({ matches, truncated }) => {
    if (matches.length === 0) return truncated ? 'The search took too long and found nothing.' : 'Nothing was found.'
    const lines = matches.map(({ path, line, text }) => `${path}:${line}: ${text}`)
    return truncated ? `${lines.join('\n')}\n[there may be more; search for something narrower]` : lines.join('\n')
  },
})
