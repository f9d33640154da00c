import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UsageError } from './usage-error.ts'

/** The environment variables that the command reads; the help and docs/cli.md come from this list. */
export const environmentVariables = [
  { name: 'SOJOURN_URL', default: 'http://127.0.0.1:3000', about: 'Address of the server.' },
  {
    name: 'SOJOURN_TOKEN',
    default: null,
    about: 'Access token. Without it, for a server on this machine, the file `token` in the data directory is read.',
  },
  {
    name: 'SOJOURN_DATA',
    default: './.sojourn',
    about: 'Data directory of a server on this machine: where its token is, and what `serve` uses.',
  },
  { name: 'NO_COLOR', default: null, about: 'Set to anything, output has no colours.' },
] as const

type Environment = Readonly<Record<string, string | undefined>>

const read = (environment: Environment, name: (typeof environmentVariables)[number]['name']): string | undefined =>
  environment[name] || environmentVariables.find((variable) => variable.name === name)?.default || undefined

export interface Connection {
  url: string
  token: string | undefined
}

/**
 * Where the server is and who we are. The token never comes from the command line, which others can read; the one in the
 * data directory is a local server's, and no other server gets to see it.
 */
export const connectionFrom = (environment: Environment, given: { url?: string | undefined }): Connection => {
  const url = given.url ?? read(environment, 'SOJOURN_URL') ?? ''
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`The address "${url}" is not one: write it like http://127.0.0.1:3000.`)
  }
  const fromEnvironment = read(environment, 'SOJOURN_TOKEN')
  if (fromEnvironment) return { url, token: fromEnvironment }
  return { url, token: isThisMachine(url) ? readToken(join(dataDirectory(environment), 'token')) : undefined }
}

/** Whether the address is of a server on this machine. */
export const isThisMachine = (url: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)

/** The data directory of a server on this machine, absolute. */
const dataDirectory = (environment: Environment): string => resolve(read(environment, 'SOJOURN_DATA') ?? '.')

const readToken = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}
