import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { maxEntries, maxFileBytes, WorkspaceFiles } from '../../src/workspace/workspace-files.ts'
import { temporaryWorkspace } from '../temporary-workspace.ts'

/** A workspace beside a secret file that no path may reach. */
const withSecret = async () => {
  const outer = await temporaryWorkspace()
  const workspace = join(outer, 'workspace')
  await mkdir(join(workspace, 'sub'), { recursive: true })
  await writeFile(join(outer, 'secret.txt'), 'secret')
  await writeFile(join(workspace, 'sub', 'file.txt'), 'inside')
  await symlink(outer, join(workspace, 'out'))
  await symlink(join(outer, 'secret.txt'), join(workspace, 'secret-link'))
  await symlink('/etc', join(workspace, 'sub', 'etc'))
  await symlink(join(outer, 'not-there'), join(workspace, 'dangling'))
  await symlink('loop', join(workspace, 'loop'))
  await symlink('sub/file.txt', join(workspace, 'inner-link'))
  // The same beginning of the name must not count as inside.
  await mkdir(`${workspace}-neighbour`)
  await writeFile(join(`${workspace}-neighbour`, 'file.txt'), 'secret')
  return { outer, workspace, files: new WorkspaceFiles(workspace) }
}

describe('confinement', () => {
  const escapes = [
    '..',
    '../secret.txt',
    'sub/../../secret.txt',
    './sub/../../workspace-neighbour/file.txt',
    '../workspace-neighbour/file.txt',
    '/etc/passwd',
    '/',
    'out',
    'out/secret.txt',
    'out/new/file.txt',
    'out/workspace/../secret.txt/..',
    'secret-link',
    'sub/etc/passwd',
    'dangling',
    'dangling/file.txt',
    'loop',
    'sub/file.txt\0.png',
    '',
    'a/'.repeat(3000),
  ]

  test.each(escapes)('[W1] fs refuses the path %j for list, read and write', async (path) => {
    const { outer, workspace, files } = await withSecret()
    const refused = expect.objectContaining({ code: 'TOOL_FAILED' })
    await expect(files.list(path)).rejects.toEqual(refused)
    await expect(files.read(path)).rejects.toEqual(refused)
    await expect(files.write(path, 'overwritten')).rejects.toEqual(refused)
    expect(await readFile(join(outer, 'secret.txt'), 'utf8')).toBe('secret')
    expect((await readdir(outer)).sort()).toEqual(['secret.txt', 'workspace', 'workspace-neighbour'])
    expect(await readdir(workspace)).not.toContain('new')
  })

  test('[W1] fs takes paths that stay inside, absolute ones and inner links too', async () => {
    const { workspace, files } = await withSecret()
    for (const path of [
      'sub/file.txt',
      './sub//file.txt',
      'sub/../sub/file.txt',
      'inner-link',
      join(workspace, 'sub/file.txt'),
    ]) {
      expect((await files.read(path)).content).toBe('inside')
    }
    await files.write('inner-link', 'changed')
    expect((await files.read('sub/file.txt')).content).toBe('changed')
    expect(await files.write('..odd name…/ü.txt', 'odd')).toEqual({
      path: '..odd name…/ü.txt',
      bytes: 3,
      created: true,
    })
  })

  test('[W5] fs says what is wrong without the paths of the machine', async () => {
    const { workspace, files } = await withSecret()
    await expect(files.read('nothing.txt')).rejects.toThrow('nothing.txt does not exist')
    await expect(files.read('sub')).rejects.toThrow('sub is a directory')
    await expect(files.list('sub/file.txt')).rejects.toThrow('A part of sub/file.txt is a file')
    await expect(files.read('sub/file.txt/deeper')).rejects.toThrow('A part of sub/file.txt/deeper is a file')
    await expect(files.write('sub', 'x')).rejects.toThrow('sub is not a file')
    await expect(files.read('../secret.txt')).rejects.toThrow('The path "../secret.txt" leads outside of the workspace')
    const messages = await Promise.allSettled([files.read('nothing.txt'), files.read('loop'), files.read('dangling')])
    expect(messages.map((it) => it.status === 'rejected' && String(it.reason)).join()).not.toContain(workspace)
  })
})

describe('reading', () => {
  test('[W2] fs read is bounded to one megabyte', async () => {
    const workspace = await temporaryWorkspace()
    const files = new WorkspaceFiles(workspace)
    await writeFile(join(workspace, 'fits'), 'x'.repeat(maxFileBytes))
    await writeFile(join(workspace, 'too-large'), 'x'.repeat(maxFileBytes + 1))
    expect((await files.read('fits')).bytes).toBe(maxFileBytes)
    await expect(files.read('too-large')).rejects.toThrow('too-large is larger than the 1000000 bytes')
    await expect(files.write('new', 'x'.repeat(maxFileBytes + 1))).rejects.toThrow('1000001 bytes are more')
  })

  test.each([
    ['a null byte', Buffer.from('text\0text')],
    ['bytes that are not UTF-8', Buffer.from([0x68, 0xff, 0xfe])],
    ['half a character', Buffer.from('ü').subarray(0, 1)],
  ])('[W2] fs read refuses %s as binary', async (_, bytes) => {
    const workspace = await temporaryWorkspace()
    await writeFile(join(workspace, 'file'), bytes)
    await expect(new WorkspaceFiles(workspace).read('file')).rejects.toThrow('file is a binary file (not UTF-8 text)')
  })

  test('[W2] fs read does not hang on a pipe that nobody writes to', async () => {
    const workspace = await temporaryWorkspace()
    execFileSync('mkfifo', [join(workspace, 'pipe')])
    await expect(new WorkspaceFiles(workspace).read('pipe')).rejects.toThrow('pipe is not a file')
    await expect(new WorkspaceFiles(workspace).write('pipe', 'x')).rejects.toThrow('pipe is not a file')
  })
})

describe('writing', () => {
  test('[W3] fs write creates what is missing, replaces whole files and leaves nothing else behind', async () => {
    const workspace = join(await temporaryWorkspace(), 'not', 'there', 'yet')
    const files = new WorkspaceFiles(workspace)
    expect(await files.write('a/b/c.txt', 'one')).toEqual({ path: 'a/b/c.txt', bytes: 3, created: true })
    expect(await files.write('a/b/c.txt', 'zwölf')).toEqual({ path: 'a/b/c.txt', bytes: 6, created: false })
    expect(await readdir(join(workspace, 'a', 'b'))).toEqual(['c.txt'])
    expect((await files.read('a/b/c.txt')).content).toBe('zwölf')
  })

  test('[W3] fs write keeps the mode of the file', async () => {
    const workspace = await temporaryWorkspace()
    await writeFile(join(workspace, 'run.sh'), '#!/bin/sh\n', { mode: 0o750 })
    await new WorkspaceFiles(workspace).write('run.sh', '#!/bin/sh\necho hello\n')
    expect((await stat(join(workspace, 'run.sh'))).mode & 0o777).toBe(0o750)
  })
})

describe('listing', () => {
  test('[W4] fs list names everything with its type, in order', async () => {
    const { files } = await withSecret()
    const { entries } = await files.list()
    expect(entries).toEqual([
      { name: 'dangling', type: 'link', size: 0 },
      { name: 'inner-link', type: 'link', size: 0 },
      { name: 'loop', type: 'link', size: 0 },
      { name: 'out', type: 'link', size: 0 },
      { name: 'secret-link', type: 'link', size: 0 },
      { name: 'sub', type: 'directory', size: 0 },
    ])
    expect((await files.list('sub')).entries[1]).toEqual({ name: 'file.txt', type: 'file', size: 6 })
  })

  test('[W4] fs list is bounded and says so', async () => {
    const workspace = await temporaryWorkspace()
    for (let index = 0; index <= maxEntries; index++) await writeFile(join(workspace, String(index)), '')
    const listing = await new WorkspaceFiles(workspace).list()
    expect(listing.entries).toHaveLength(maxEntries)
    expect(listing.truncated).toBe(true)
  })
})
