import { lstat, mkdir, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { SojournError } from '@sojourn/contract/error'
import { fileError } from './file-error.ts'

const maxPathLength = 4096

export interface WorkspacePath {
  /** Where it really is: every link on the way is followed. The last parts may not exist yet. */
  absolute: string
  /** As people read it, relative to the workspace; `.` for the workspace itself. */
  shown: string
}

const isInside = (root: string, path: string): boolean => {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

const outside = (path: string) =>
  new SojournError('TOOL_FAILED', `The path ${JSON.stringify(path)} leads outside of the workspace`)

const errorCode = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** Follows the links of the part that exists; what is missing after it is appended as it is. */
const followLinks = async (path: string, shown: string): Promise<string> => {
  const missing: string[] = []
  for (let existing = path; ; existing = dirname(existing)) {
    try {
      return join(await realpath(existing), ...missing)
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw fileError(error, shown)
    }
    const link = await lstat(existing).catch(() => null)
    if (link) throw new SojournError('TOOL_FAILED', `${shown} goes through a link to something that does not exist`)
    missing.unshift(basename(existing))
  }
}

/**
 * The place in `workspace` that `path` names: relative to it, or absolute and within it. Creates the workspace when it
 * is missing. Throws TOOL_FAILED when the path, or a link on its way, leads outside. The answer holds for the moment: a
 * program that swaps directories for links meanwhile can only be stopped by the operating system.
 */
export const resolveInWorkspace = async (workspace: string, path: string): Promise<WorkspacePath> => {
  if (path === '' || path.length > maxPathLength) {
    throw new SojournError('TOOL_FAILED', `A path has 1 to ${maxPathLength} characters`)
  }
  if (path.includes('\0')) throw new SojournError('TOOL_FAILED', 'A path cannot contain a null byte')
  const lexical = resolve(workspace, path)
  if (!isInside(workspace, lexical)) throw outside(path)
  await mkdir(workspace, { recursive: true, mode: 0o700 })
  const root = await realpath(workspace)
  const shown = relative(workspace, lexical) || '.'
  const absolute = await followLinks(join(root, shown), shown)
  if (!isInside(root, absolute)) throw outside(path)
  return { absolute, shown }
}
