import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import openapiTS, { astToString } from 'openapi-typescript'
import { expect, it, onTestFinished } from 'vitest'

/** What somebody writes who has nothing but the document. */
const client = `
import type { components, paths } from './sojourn.ts'

type Session = components['schemas']['Session']
type Create = NonNullable<paths['/api/v1/sessions']['post']['requestBody']>['content']['application/json']
type Created = paths['/api/v1/sessions']['post']['responses'][201]['content']['application/json']
type Answer = paths['/api/v1/permissions/{permissionId}/answer']['post']

const create: Create = { title: 'Typed', limits: { budget: { costUsd: 1 } } }
export const start = async (url: string): Promise<Created> => {
  const response = await fetch(url + '/api/v1/sessions', { method: 'POST', body: JSON.stringify(create) })
  return (await response.json()) as Created
}
export const reason = ({ blocked }: Session): string => {
  if (blocked?.reason === 'concurrency') return blocked.heldBy.join(', ') + ' #' + blocked.position
  return blocked?.since ?? 'nothing'
}
export const option: Answer['requestBody']['content']['application/json']['option'] = 'allow_once'
// @ts-expect-error a title is a text
export const wrongTitle: Create = { title: 7 }
// @ts-expect-error no such option
export const wrongOption: Answer['requestBody']['content']['application/json']['option'] = 'perhaps'
`

const compilerOptions = {
  strict: true,
  noEmit: true,
  types: [],
  lib: ['es2023', 'dom'],
  target: 'es2023',
  module: 'esnext',
  moduleResolution: 'bundler',
  allowImportingTsExtensions: true,
}

it('openapi.json makes types with openapi-typescript against which a client compiles', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-openapi-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const types = astToString(await openapiTS(new URL('../openapi.json', import.meta.url)))
  await writeFile(join(folder, 'sojourn.ts'), types)
  await writeFile(join(folder, 'client.ts'), client)
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  const compiler = join(import.meta.dirname, '../node_modules/.bin/tsc')
  const compiled = await promisify(execFile)(compiler, ['-p', folder]).catch((error: { stdout: string }) => error)
  expect(compiled.stdout).toBe('')
}, 60_000)
