import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The root of the repository, absolute. */
export const ROOT = join(import.meta.dirname, '..', '..', '..')

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
}

export interface Workspace {
  readonly name: string
  /** From the root, with forward slashes. */
  readonly folder: string
  readonly dependencies: readonly string[]
  readonly devDependencies: readonly string[]
}

interface Manifest {
  readonly name: string
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
}

const MANIFESTS = ['{packages,apps,tooling}/*/package.json', '{bench,examples}/package.json']
const NOT_OURS = new Set(['node_modules', 'dist', 'out', 'generated', '.next', '.turbo', 'coverage', '.git'])

/** Every workspace below the root (the root itself has no sources). */
export function workspaces(): Workspace[] {
  return globSync(MANIFESTS, { cwd: ROOT }).map((path) => {
    const manifest: Manifest = JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
    return {
      name: manifest.name,
      folder: dirname(path),
      dependencies: Object.keys(manifest.dependencies ?? {}),
      devDependencies: Object.keys(manifest.devDependencies ?? {}),
    }
  })
}

/** Files written by hand below a folder, whose names match the pattern. */
export function sourceFiles(folder: string, pattern = '**/*.{ts,tsx,js,mjs}'): SourceFile[] {
  const found = globSync(pattern, { cwd: join(ROOT, folder), exclude: (name) => NOT_OURS.has(name) })
  return found.sort().map((name) => {
    const path = join(folder, name)
    return { path, text: readFileSync(join(ROOT, path), 'utf8') }
  })
}
