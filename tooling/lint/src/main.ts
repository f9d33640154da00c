// The rules of the house that Biome does not know: who may import whom, and how long a file may be.
import { layerFaults } from './layers.ts'
import { SIZE_EXEMPTIONS } from './size-exemptions.ts'
import { sizeFaults } from './size-ratchet.ts'
import { ROOT, sourceFiles, workspaces } from './workspace.ts'

const faults = [
  ...workspaces().flatMap((workspace) => layerFaults(workspace, sourceFiles(workspace.folder))),
  ...sizeFaults(
    sourceFiles('.', '{packages,apps,tooling,bench,examples,scripts}/**/*.{ts,tsx,css,js,mjs}'),
    SIZE_EXEMPTIONS,
  ),
]
for (const fault of faults) console.error(fault)
if (faults.length > 0) console.error(`${faults.length} broken ${faults.length === 1 ? 'rule' : 'rules'} below ${ROOT}`)
process.exitCode = faults.length > 0 ? 1 : 0
