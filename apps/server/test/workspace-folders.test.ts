import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { workspaceFolders } from '../src/workspace-folders.ts'
import { script, startTestServer } from './support/test-server.ts'

const folder = (): string => {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'sojourn-roots-')))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

it('[X3] a session works in its own folder, or where it says below a directory that the operator has named', () => {
  const root = folder()
  const elsewhere = folder()
  mkdirSync(join(root, 'project'))
  symlinkSync(elsewhere, join(root, 'way-out'))
  symlinkSync(join(root, 'project'), join(elsewhere, 'way-in'))
  const place = workspaceFolders({ dataDirectory: '/data', workspaceRoots: [root, '/not/there'] })
  expect(place('s1', {})).toBe('/data/workspaces/s1')
  expect(place('s1', { workspace: 7 })).toBe('/data/workspaces/s1')
  for (const allowed of [root, join(root, 'project'), join(elsewhere, 'way-in')]) {
    expect(place('s1', { workspace: allowed })).toBe(realpathSync(allowed))
  }
  const refused = [elsewhere, join(root, 'way-out'), join(root, '..'), `${root}-beside`, 'project', '/', '/not/there']
  for (const workspace of refused) expect(() => place('s1', { workspace }), workspace).toThrow('may not work in')
  expect(() => workspaceFolders({ dataDirectory: '/data', workspaceRoots: [] })('s1', { workspace: root })).toThrow(
    'SOJOURN_WORKSPACE_ROOTS',
  )
})

it('[X3] its tools work there, and a run that may not fails with the reason', async () => {
  const root = folder()
  await using server = await startTestServer({ SOJOURN_WORKSPACE_ROOTS: root })
  const write = { tool: { toolId: 'fs', operation: 'write', toolInput: { path: 'note.txt', content: 'here' } } }
  const run = async (workspace: string) => {
    const policy = { rules: [{ toolId: '*', operation: '*', decision: 'allow' }] }
    const { id } = await server.createSession({ runtimeMetadata: { workspace }, policy })
    return (await server.post(`/sessions/${id}/runs/execute`, { input: script(write) })).body
  }
  expect(await run(root)).toMatchObject({ status: 'completed' })
  expect(await readFile(join(root, 'note.txt'), 'utf8')).toBe('here')
  expect(await run('/')).toMatchObject({ status: 'failed', error: { code: 'VALIDATION_FAILED' } })
})
