import { realpathSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
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

/** A session's own folder. Ids have no slashes and are no dots; whatever else came here must not lead out of the directory. */
const ownFolder = (dataDirectory: string, sessionId: string): string => {
  const root = join(dataDirectory, 'workspaces')
  const folder = join(root, sessionId)
  if (dirname(folder) !== root) throw new Error(`${sessionId} names no folder of its own`)
  return folder
}

/**
 * Removes a session's own folder with everything in it. Where its metadata sent it to work is never touched, and a link
 * is removed, not followed.
 */
export const workspaceRemover =
  ({ dataDirectory }: Pick<ServerConfig, 'dataDirectory'>) =>
  async (sessionId: string): Promise<void> =>
    rm(ownFolder(dataDirectory, sessionId), { recursive: true, force: true })

/**
 * Where sessions work: each in a folder of its own in the data directory, or where the `workspace` in its metadata says,
 * which must be a directory below one that the operator has named. Looked at again for each attempt, links resolved.
 */
export const workspaceFolders =
  ({ dataDirectory, workspaceRoots }: Pick<ServerConfig, 'dataDirectory' | 'workspaceRoots'>): WorkspaceOf =>
  (sessionId, { workspace }) => {
    if (typeof workspace !== 'string') return ownFolder(dataDirectory, sessionId)
    const place = isAbsolute(workspace) ? directoryAt(workspace) : undefined
    const roots = workspaceRoots.map(directoryAt)
    if (place !== undefined && roots.some((root) => root !== undefined && isWithin(root, place))) return place
    throw new SojournError(
      'VALIDATION_FAILED',
      `The session may not work in ${workspace}: SOJOURN_WORKSPACE_ROOTS of the server names the directories in which sessions may.`,
    )
  }
