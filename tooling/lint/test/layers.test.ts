import { expect, test } from 'vitest'
import { layerFaults } from '../src/layers.ts'
import type { Workspace } from '../src/workspace.ts'

const STORE = '@sojourn/db/store'
const none = { dependencies: [], devDependencies: [] }
const core: Workspace = { name: '@sojourn/core', folder: 'packages/core', ...none }
const sdk: Workspace = { name: '@sojourn/sdk', folder: 'packages/sdk', ...none }

const faultsOf = (workspace: Workspace, text: string, path = 'src/file.ts') =>
  layerFaults(workspace, [{ path: `${workspace.folder}/${path}`, text }])

test('[L1] a workspace without a row in the table is refused', () => {
  expect(layerFaults({ name: '@sojourn/new', folder: 'packages/new', ...none }, [])).toHaveLength(1)
})

test('[L2] imports follow the arrows and never go up', () => {
  expect(faultsOf(core, "import { SessionId } from '@sojourn/contract/ids'\n")).toEqual([])
  expect(faultsOf(core, "import type { Store } from '@sojourn/db/store'\n")).toEqual([
    'packages/core/src/file.ts:1: @sojourn/core may not import @sojourn/db.',
  ])
})

test.each([
  `import '${STORE}'`,
  `export * from '${STORE}'`,
  `import {\n  a,\n  type B,\n} from '${STORE}'`,
  `const store = await import('${STORE}')`,
  `type Store = import('${STORE}').Store`,
])('[L3] every form of import is seen: %j', (text) => {
  expect(faultsOf(core, `${text}\n`)).toHaveLength(1)
})

test('[L4] the SDK takes types alone from the server', () => {
  expect(faultsOf(sdk, "import type { AppRouter } from '@sojourn/server/router-types'\n")).toEqual([])
  expect(faultsOf(sdk, "import { type AppRouter } from '@sojourn/server/router-types'\n")).toHaveLength(1)
})

test('[L5] a relative import stays in its workspace', () => {
  expect(faultsOf(core, "import { a } from '../src/a.ts'\n", 'test/a.test.ts')).toEqual([])
  expect(faultsOf(core, "import { a } from '../../db/src/a.ts'\n")).toHaveLength(1)
})

test('[L6] core does no I/O outside its tests', () => {
  expect(faultsOf(core, "import { readFile } from 'node:fs/promises'\n")).toHaveLength(1)
  expect(faultsOf(core, "import { readFile } from 'node:fs/promises'\n", 'src/a.test.ts')).toEqual([])
})

test('[L7] a manifest follows the arrows', () => {
  expect(layerFaults({ ...sdk, devDependencies: ['@sojourn/server', '@sojourn/tsconfig'] }, [])).toEqual([])
  expect(layerFaults({ ...sdk, dependencies: ['@sojourn/server'] }, [])).toHaveLength(1)
  expect(layerFaults({ ...core, devDependencies: ['@sojourn/db'] }, [])).toHaveLength(1)
})
