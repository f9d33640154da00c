import { SojournError } from '@sojourn/contract/error'
import { z } from 'zod'
import { WorkspaceFiles } from '../../workspace/workspace-files.ts'
import { boundedWords } from '../loop/tool-output.ts'
import { defineTool, plural } from './define-tool.ts'
import { fileDiff } from './file-diff.ts'
import { listTree } from './list-tree.ts'

/** Most lines that one reading answers with. */
const maxLines = 2_000

const path = z.string().min(1).max(4096).describe('Relative to the workspace')

export const listTool = defineTool({
  name: 'list_files',
  description:
    'List a directory of the workspace. With recursive: true, all files below it, without what .gitignore leaves out.',
  toolId: 'fs',
  operation: 'list',
  effect: 'read',
  input: z.strictObject({ path: path.optional(), recursive: z.boolean().optional() }),
  title: (input) => `List ${input.path ?? '.'}`,
  execute: async (input, context) => {
    if (input.recursive) {
      const result = await listTree(input.path ?? '.', context)
      return { result: { ...result, recursive: true }, summary: plural(result.entries.length, 'file') }
    }
    const { entries, ...listing } = await new WorkspaceFiles(context.workspace).list(input.path)
    const names = entries.map(({ name, type }) => (type === 'directory' ? `${name}/` : name))
    const result = { ...listing, entries: names, recursive: false }
    return { result, summary: plural(names.length, 'entry', 'entries') }
  },
  words: ({ entries, truncated }) => {
    if (entries.length === 0) return '(nothing is here)'
    return truncated ? `${entries.join('\n')}\n[there are more]` : entries.join('\n')
  },
})

export const readTool = defineTool({
  name: 'read_file',
  description: `Read a text file of the workspace, at most ${maxLines} lines at once; offset and limit choose the part.`,
  toolId: 'fs',
  operation: 'read',
  effect: 'read',
  input: z.strictObject({
    path,
    offset: z.int().min(1).optional().describe('First line, from 1'),
    limit: z.int().min(1).max(maxLines).optional().describe('Number of lines'),
  }),
  title: (input) => `Read ${input.path}`,
  execute: async ({ offset = 1, limit = maxLines, ...input }, { workspace }) => {
    const file = await new WorkspaceFiles(workspace).read(input.path)
    const lines = file.content.split('\n')
    const part = lines.slice(offset - 1, offset - 1 + limit)
    const whole = part.length === lines.length
    const content = whole ? file.content : part.join('\n')
    const result = {
      path: file.path,
      content,
      bytes: file.bytes,
      firstLine: offset,
      lines: part.length,
      of: lines.length,
    }
    const shown = whole ? '' : `lines ${offset}–${offset + part.length - 1} of ${lines.length}, `
    return { result, summary: `${file.path}, ${shown}${plural(file.bytes, 'byte')}` }
  },
  words: ({ content, firstLine, lines, of }) => {
    if (lines === 0) return `[the file has ${plural(of, 'line')}]`
    if (lines === of) return content === '' ? '(the file is empty)' : content
    return `[lines ${firstLine}–${firstLine + lines - 1} of ${of}]\n${content}`
  },
})

const existing = async (files: WorkspaceFiles, name: string): Promise<string> => {
  try {
    return (await files.read(name)).content
  } catch {
    // A file that is new, or one that has no text: there is nothing to compare with.
    return ''
  }
}

export const writeTool = defineTool({
  name: 'write_file',
  description:
    'Write a whole file of the workspace, new or in place of what was there. To change a part, use edit_file.',
  toolId: 'fs',
  operation: 'write',
  effect: 'write',
  input: z.strictObject({ path, content: z.string().max(1_000_000) }),
  title: (input) => `Write ${input.path}`,
  execute: async (input, { workspace }) => {
    const files = new WorkspaceFiles(workspace)
    const before = await existing(files, input.path)
    const written = await files.write(input.path, input.content)
    const result = { ...written, diff: fileDiff(written.path, before, input.content) }
    return {
      result,
      summary: `${written.created ? 'Created' : 'Replaced'} ${written.path}, ${plural(written.bytes, 'byte')}`,
    }
  },
  words: ({ path: written, bytes, created }) =>
    `${created ? 'Created' : 'Replaced'} ${written} (${plural(bytes, 'byte')}).`,
})

const occurrences = (text: string, part: string): number => text.split(part).length - 1

const checkOccurrences = (found: number, name: string, replaceAll: boolean): void => {
  if (found === 0)
    throw new SojournError('TOOL_FAILED', `oldText does not occur in ${name}; read the file and copy it exactly`)
  if (found === 1 || replaceAll) return
  const words = `oldText occurs ${found} times in ${name}; make it longer until it is unique, or set replaceAll`
  throw new SojournError('TOOL_FAILED', words)
}

export const editTool = defineTool({
  name: 'edit_file',
  description:
    'Change a part of a text file of the workspace: oldText, exactly as it stands there and only once, is replaced by newText.',
  toolId: 'fs',
  operation: 'edit',
  effect: 'write',
  input: z.strictObject({
    path,
    oldText: z.string().min(1).max(500_000),
    newText: z.string().max(500_000),
    replaceAll: z.boolean().optional().describe('Replace every occurrence'),
  }),
  title: (input) => `Edit ${input.path}`,
  execute: async ({ oldText, newText, replaceAll = false, ...input }, { workspace }) => {
    const files = new WorkspaceFiles(workspace)
    const before = (await files.read(input.path)).content
    const found = occurrences(before, oldText)
    checkOccurrences(found, input.path, replaceAll)
    const after = before.replaceAll(oldText, () => newText)
    const written = await files.write(input.path, after)
    const result = { path: written.path, replacements: found, diff: fileDiff(written.path, before, after) }
    return { result, summary: `Edited ${written.path}, ${plural(found, 'replacement')}` }
  },
  words: ({ path: written, replacements, diff }) =>
    `Edited ${written} (${plural(replacements, 'replacement')}).${diff === null ? '' : `\n${boundedWords(diff, 8_000)}`}`,
})
