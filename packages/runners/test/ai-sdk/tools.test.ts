import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonValue } from '@sojourn/contract/json'
import { describe, expect, test } from 'vitest'
import { type WorkspaceToolName, workspaceToolNames } from '../../src/ai-sdk/ai-sdk-settings.ts'
import { workspaceTools } from '../../src/ai-sdk/tools/workspace-tools.ts'
import { ProcessGroups } from '../../src/process/process-group.ts'
import { temporaryWorkspace } from '../temporary-workspace.ts'

const makeWorkspace = async (files: Record<string, string> = {}) => {
  const workspace = await temporaryWorkspace()
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(workspace, path, '..'), { recursive: true })
    await writeFile(join(workspace, path), content)
  }
  const use = async (name: WorkspaceToolName, toolInput: JsonValue, signal = new AbortController().signal) => {
    const tool = workspaceTools[name]
    const execution = { toolInput, signal, progress: () => {} }
    const { result, summary } = await tool.execute(execution, { workspace, groups: new ProcessGroups() })
    return { words: tool.words(result), summary, result }
  }
  return { workspace, use }
}

describe('the tools of the workspace', () => {
  test('[AI3] list shows a directory, or every file below it but what .gitignore leaves out', async () => {
    const { use } = await makeWorkspace({
      '.git/HEAD': '',
      '.gitignore': 'out\n',
      'src/a.ts': '',
      'out/b.js': '',
      '.env': '',
    })
    expect((await use('list', {})).words).toBe('.env\n.git/\n.gitignore\nout/\nsrc/')
    expect(await use('list', { recursive: true })).toMatchObject({
      words: '.env\n.gitignore\nsrc/a.ts',
      summary: '3 files',
    })
    expect((await use('list', { path: 'src', recursive: true })).words).toBe('a.ts')
    expect((await (await makeWorkspace()).use('list', {})).words).toBe('(nothing is here)')
  })

  test('[AI3] read gives a part of a long file and says which', async () => {
    const { use } = await makeWorkspace({
      a: Array.from({ length: 3_000 }, (_, at) => `line ${at + 1}`).join('\n'),
      empty: '',
    })
    expect((await use('read', { path: 'a', offset: 10, limit: 2 })).words).toBe(
      '[lines 10–11 of 3000]\nline 10\nline 11',
    )
    expect((await use('read', { path: 'a' })).words).toMatch(/^\[lines 1–2000 of 3000\]\nline 1\n/)
    expect((await use('read', { path: 'a', offset: 9_000 })).words).toBe('[the file has 3000 lines]')
    expect((await use('read', { path: 'empty' })).words).toBe('(the file is empty)')
  })

  test('[AI3] search finds by pattern, text and glob, in order, and takes no harm from any pattern', async () => {
    const { use } = await makeWorkspace({
      'a.ts': 'let x = 1\nlet y = x+\n',
      'b/c.md': 'x+\n',
      '.git/x': 'x+',
      evil: `${'a'.repeat(50_000)}!`,
    })
    expect(await use('search', { pattern: 'x\\+', path: '.' })).toMatchObject({
      words: 'a.ts:2: let y = x+\nb/c.md:1: x+',
      summary: '2 matches in 2 files',
    })
    expect((await use('search', { pattern: 'X+', literal: true, ignoreCase: true, glob: '*.md' })).words).toBe(
      'b/c.md:1: x+',
    )
    expect((await use('search', { pattern: '(a+)+$' })).words).toBe('Nothing was found.')
    expect((await use('search', { pattern: '--files' })).words).toBe('Nothing was found.')
    await expect(use('search', { pattern: '(' })).rejects.toThrow(/regex parse error/)
  })

  test('[AI3] search answers with so many lines at most, and says that there may be more', async () => {
    const { use } = await makeWorkspace({ a: 'x\n'.repeat(10_000), long: `x${'y'.repeat(10_000)}` })
    const { words, result } = await use('search', { pattern: 'x' })
    expect(words).toMatch(/there may be more/)
    expect(JSON.stringify(result).length).toBeLessThan(20_000)
  })

  test('[AI3] edit replaces exactly one place, shows what changed, and says why when it cannot', async () => {
    const { use, workspace } = await makeWorkspace({ a: 'one\ntwo\ntwo\n' })
    const { words, summary } = await use('edit', { path: 'a', oldText: 'one', newText: "$& $'" })
    expect(summary).toBe('Edited a, 1 replacement')
    expect(words).toContain("-one\n+$& $'\n two")
    expect(await readFile(join(workspace, 'a'), 'utf8')).toBe("$& $'\ntwo\ntwo\n")
    await expect(use('edit', { path: 'a', oldText: 'two', newText: '2' })).rejects.toThrow('occurs 2 times')
    await expect(use('edit', { path: 'a', oldText: 'three', newText: '3' })).rejects.toThrow('does not occur')
    expect((await use('edit', { path: 'a', oldText: 'two', newText: '2', replaceAll: true })).summary).toBe(
      'Edited a, 2 replacements',
    )
  })

  test('[AI3] write says what it did, with the difference', async () => {
    const { use } = await makeWorkspace({ a: 'one\n' })
    expect(await use('write', { path: 'b/c', content: 'new' })).toMatchObject({ words: 'Created b/c (3 bytes).' })
    expect((await use('write', { path: 'a', content: 'two\n' })).result).toMatchObject({
      diff: expect.stringContaining('-one\n+two'),
    })
  })

  test('[AI3] exec keeps both ends of a long output, and ends what takes too long', async () => {
    const { use } = await makeWorkspace()
    const { words } = await use('exec', { command: 'seq 1 100000; exit 3' })
    expect(words).toMatch(/^1\n2\n.*characters were left out.*100000\n\n\[Exit code 3\]$/s)
    expect(words.length).toBeLessThan(31_000)
    await expect(use('exec', { command: 'echo begun; sleep 60', timeoutMs: 300 })).rejects.toThrow(
      /ended after 300 ms.*begun/s,
    )
  })

  test.each(workspaceToolNames.filter((name) => name !== 'exec'))(
    '[W1] %s does not leave the workspace',
    async (name) => {
      const { use, workspace } = await makeWorkspace()
      await symlink('/etc', join(workspace, 'out'))
      const input = { pattern: 'root', content: '', oldText: 'root', newText: '' }
      const { properties = {} } = workspaceTools[name].inputSchema
      const fitting = Object.fromEntries(
        Object.entries(input).filter(([key]) => Object.hasOwn(properties as object, key)),
      )
      for (const path of ['../..', '/etc/passwd', 'out/passwd']) {
        await expect(use(name, { ...fitting, path })).rejects.toThrow('leads outside of the workspace')
      }
    },
  )
})
