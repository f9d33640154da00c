import { posix } from 'node:path'
import { LAYER_RULES, type LayerRule, SHARED_SETTINGS } from './layer-rules.ts'
import { type ModuleImport, moduleImports } from './module-imports.ts'
import type { SourceFile, Workspace } from './workspace.ts'

const OURS = /^@sojourn\/[^/]+/
const TOOLING = /\.test\.tsx?$|\/(test|testing|e2e|scripts)\//

/** Sentences on what a workspace's manifest and imports may not have; empty when all is well. */
export function layerFaults(workspace: Workspace, files: readonly SourceFile[]): string[] {
  const rule = LAYER_RULES[workspace.name]
  if (!rule) return [`${workspace.folder}: ${workspace.name} has no row in tooling/lint/src/layer-rules.ts.`]
  return [
    ...manifestFaults(workspace, rule),
    ...files.flatMap((file) =>
      moduleImports(file.text).flatMap((found) => {
        const fault = importFault({ workspace, rule, file }, found)
        return fault ? [`${file.path}:${found.line}: ${fault}`] : []
      }),
    ),
  ]
}

function manifestFaults(workspace: Workspace, rule: LayerRule): string[] {
  const inDevelopment = [...rule.may, ...(rule.mayByType ?? []), SHARED_SETTINGS]
  const refused = [
    ...workspace.dependencies.filter((name) => OURS.test(name) && !rule.may.includes(name)),
    ...workspace.devDependencies.filter((name) => OURS.test(name) && !inDevelopment.includes(name)),
  ]
  return refused.map((name) => `${workspace.folder}/package.json: ${workspace.name} may not depend on ${name}.`)
}

interface Place {
  readonly workspace: Workspace
  readonly rule: LayerRule
  readonly file: SourceFile
}

function importFault({ workspace, rule, file }: Place, found: ModuleImport): string | undefined {
  if (found.specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file.path), found.specifier)
    return target.startsWith(`${workspace.folder}/`) ? undefined : `${found.specifier} leaves the workspace.`
  }
  if (found.specifier.startsWith('node:')) {
    const allowed = rule.nodeModules === undefined || TOOLING.test(file.path)
    const name = found.specifier.slice('node:'.length)
    return allowed || rule.nodeModules.includes(name) ? undefined : `${workspace.name} may not use ${found.specifier}.`
  }
  const name = OURS.exec(found.specifier)?.[0]
  if (name === undefined || name === workspace.name || rule.may.includes(name)) return undefined
  if (!rule.mayByType?.includes(name)) return `${workspace.name} may not import ${name}.`
  return found.typeOnly ? undefined : `${workspace.name} may import types alone from ${name}: use \`import type\`.`
}
