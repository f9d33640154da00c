import { chmod, readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '@sojourn/contract/operator-line'
import type { ServerConfig } from '../config/read-config.ts'

const MEGABYTE = 1024 * 1024
/** Free space below which somebody should look, and below which the server may stop writing any moment, bytes. */
const FEW_BYTES = 1024 * MEGABYTE
const TOO_FEW_BYTES = 100 * MEGABYTE

/** Bits of a mode that let others than the owner in. */
const OTHERS = 0o077

const statOf = (path: string) => stat(path).catch(() => undefined)

/** What only its owner may read: reports what others may, and takes that away when told to. */
const inspectMode = async (path: string, what: string, repair: boolean): Promise<Finding[]> => {
  const found = await statOf(path)
  if (!found || (found.mode & OTHERS) === 0) return []
  const mode = (found.mode & 0o777).toString(8)
  const message = `${what} ${path} lets others in (mode ${mode}): chmod go= ${path}`
  const finding: Finding = { check: 'directory.modes', level: 'error', message }
  if (!repair) return [finding]
  await chmod(path, found.mode & 0o700)
  return [{ ...finding, repaired: 'took their rights away' }]
}

const inspectSpace = async (directory: string): Promise<Finding[]> => {
  const { bavail, bsize } = await statfs(directory)
  const free = bavail * bsize
  if (free >= FEW_BYTES) return []
  const message = `${Math.floor(free / MEGABYTE)} MB are free on the disk of ${directory}: make room`
  return [{ check: 'directory.space', level: free < TOO_FEW_BYTES ? 'error' : 'warning', message }]
}

/** Data directory, token and database file: whose they are, and whether there is room. */
export const inspectDirectory = async (
  { dataDirectory, database, token }: ServerConfig,
  repair: boolean,
): Promise<Finding[]> => {
  const found = await statOf(dataDirectory)
  if (!found?.isDirectory()) {
    const message = `${dataDirectory} is no directory: start the server once, or name another one in SOJOURN_DATA`
    return [{ check: 'directory', level: 'warning', message }]
  }
  const files: [path: string, what: string][] = [
    [dataDirectory, 'The data directory'],
    [join(dataDirectory, 'token'), 'The token'],
  ]
  if (database.type === 'sqlite') {
    for (const suffix of ['', '-wal', '-shm']) files.push([database.file + suffix, 'The database'])
  }
  const findings: Finding[] = []
  for (const [path, what] of files) findings.push(...(await inspectMode(path, what, repair)))
  if (token === undefined && !(await statOf(join(dataDirectory, 'token')))) {
    findings.push({ check: 'token', level: 'note', message: 'There is no token yet: the first start makes one' })
  }
  return [...findings, ...(await inspectSpace(dataDirectory))]
}

/** Folders of sessions that are gone: what an agent left behind, which nobody takes away unasked. */
export const inspectWorkspaces = async (
  { dataDirectory }: ServerConfig,
  isKnown: (sessionId: string) => Promise<boolean>,
): Promise<Finding[]> => {
  const folder = join(dataDirectory, 'workspaces')
  const names = await readdir(folder).catch(() => [])
  const left: string[] = []
  for (const name of names) if (!(await isKnown(name))) left.push(name)
  if (left.length === 0) return []
  const message = `${left.length} folders in ${folder} belong to no session, for example ${left[0]}: remove what nobody needs`
  return [{ check: 'workspaces', level: 'note', message }]
}

export const inspectRedis = async ({ redisUrl }: ServerConfig): Promise<Finding[]> => {
  if (redisUrl === undefined) return []
  const { checkRedis } = await import('@sojourn/cluster/check-redis')
  const failure = await checkRedis(redisUrl)
  if (failure === null) return []
  const { host } = new URL(redisUrl)
  return [
    {
      check: 'redis',
      level: 'warning',
      message: `Redis at ${host} does not answer (${failure}): events wait in the log until it does`,
    },
  ]
}
