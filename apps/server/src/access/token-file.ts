import { randomBytes } from 'node:crypto'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const readToken = async (file: string): Promise<string> => {
  const token = (await readFile(file, 'utf8')).trim()
  if (token.length < 16) throw new Error(`${file} holds no token; delete it and start again`)
  await chmod(file, 0o600)
  return token
}

const isAbsent = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** The token in `<directory>/token`, made at the first start, for its owner alone. Throws when the directory is not there or cannot be written. */
export const loadToken = async (directory: string): Promise<string> => {
  const file = join(directory, 'token')
  try {
    return await readToken(file)
  } catch (error) {
    if (!isAbsent(error)) throw error
  }
  const token = randomBytes(32).toString('base64url')
  // `wx`: of two servers that start at once, one makes the token and the other fails instead of replacing it.
  await writeFile(file, `${token}\n`, { mode: 0o600, flag: 'wx' })
  return token
}
