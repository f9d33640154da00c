import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { workspaceRemover } from '../src/workspace-folders.ts'
import { script, startTestServer } from './support/test-server.ts'

it('[S12] deleting a session removes its own folder, and nothing that it links to', async () => {
  await using server = await startTestServer()
  const { id } = await server.createSession()
  const write = { tool: { toolId: 'fs', operation: 'write', toolInput: { path: 'a.txt', content: 'A' } } }
  await server.post('/permission-rules', { scope: 'everyone', toolId: 'fs', operation: '*', decision: 'allow' })
  await server.post(`/sessions/${id}/runs/execute`, { input: script(write) })
  const folder = join(server.directory, 'workspaces', id)
  expect(existsSync(join(folder, 'a.txt'))).toBe(true)
  const elsewhere = join(server.directory, 'elsewhere')
  mkdirSync(elsewhere)
  writeFileSync(join(elsewhere, 'kept.txt'), 'kept')
  symlinkSync(elsewhere, join(folder, 'link'))
  expect((await server.call(`/api/v1/sessions/${id}`, { method: 'DELETE' })).status).toBe(200)
  expect(existsSync(folder)).toBe(false)
  expect(existsSync(join(elsewhere, 'kept.txt'))).toBe(true)
})

it('[S12] deleting a session leaves the folder that it was told to work in', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sojourn-root-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  writeFileSync(join(root, 'mine.txt'), 'mine')
  await using server = await startTestServer({ SOJOURN_WORKSPACE_ROOTS: root })
  const { id } = await server.createSession({ runtimeMetadata: { workspace: root } })
  await server.call(`/api/v1/sessions/${id}`, { method: 'DELETE' })
  expect(existsSync(join(root, 'mine.txt'))).toBe(true)
})

it('[S12] no id leads out of the directory of workspaces', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'sojourn-data-'))
  onTestFinished(() => rmSync(dataDirectory, { recursive: true }))
  writeFileSync(join(dataDirectory, 'token'), 'secret')
  const remove = workspaceRemover({ dataDirectory })
  for (const id of ['..', '.', '../..', 'a/b', '/', '', '../token'])
    await expect(remove(id)).rejects.toThrow(/no folder/)
  expect(existsSync(join(dataDirectory, 'token'))).toBe(true)
})
