import { realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { SojournError } from '@sojourn/contract/error'
import type { WorkspaceOf } from '@sojourn/core/ports/runner'
import type { ServerConfig } from './config/read-config.ts'

/** The place behind all links, when it is a directory. */
const directoryAt = (path: string): string | undefined => {
  try {
    const place = realpathSync(path)
    return statSync(place).isDirectory() ? place : undefined
  } catch {
    return undefined
  }
}

const isWithin = (root: string, place: string): boolean => {
  const way = relative(root, place)
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
}

/**
 * Where sessions work: each in a folder of its own in the data directory, or where the `workspace` in its metadata says,
 * which must be a directory below one that the operator has named. Looked at again for each attempt, links resolved.
 */
export const workspaceFolders =
  ({ dataDirectory, workspaceRoots }: Pick<ServerConfig, 'dataDirectory' | 'workspaceRoots'>): WorkspaceOf =>
  (sessionId, { workspace }) => {
    if (typeof workspace !== 'string') return join(dataDirectory, 'workspaces', sessionId)
    const place = isAbsolute(workspace) ? directoryAt(workspace) : undefined
    const roots = workspaceRoots.map(directoryAt)
    if (place !== undefined && roots.some((root) => root !== undefined && isWithin(root, place))) return place
    throw new SojournError(
      'VALIDATION_FAILED',
      `The session may not work in ${workspace}: SOJOURN_WORKSPACE_ROOTS of the server names the directories in which sessions may.`,
    )
  }
