import { SojournError } from '@sojourn/contract/error'
import { sqlStateOf } from './postgresql-database.ts'

/** Name and host of the database, without who asks for it and with which password. */
export const placeOf = (url: string): string => {
  if (!URL.canParse(url)) {
    throw new SojournError(
      'STORE_UNAVAILABLE',
      'The address of the database is none: write postgresql://user@host/database',
    )
  }
  const { hostname, port, pathname, searchParams } = new URL(url)
  const host = searchParams.get('host') ?? `${hostname || 'localhost'}:${port || '5432'}`
  return `${decodeURIComponent(pathname.slice(1)) || '(unnamed)'} at ${host}`
}

const reasons: Record<string, string> = {
  '28000': 'refuses this user: check user and password',
  '28P01': 'refuses this user: check user and password',
  '3D000': 'does not exist: create it, or write the name of another one',
  '53300': 'has no connection left for us',
  '57P03': 'is starting or stopping: try again',
  ECONNREFUSED: 'cannot be reached, no server answers there: start it, or write another address',
  ENOENT: 'cannot be reached, no server answers there: start it, or write another address',
  ENOTFOUND: 'cannot be reached, there is no such host: write another address',
}

/** What a person can do about it; the driver's words are kept as the cause, for the log. */
export const explained = (error: unknown, place: string): SojournError => {
  if (error instanceof SojournError) return error
  const code = sqlStateOf(error) ?? ''
  // Without a code it is the driver that speaks, of the connection only.
  const words = error instanceof Error && code === '' ? error.message : code
  const reason = reasons[code] ?? `cannot be used: ${words}`
  return new SojournError('STORE_UNAVAILABLE', `The database ${place} ${reason}`, { cause: error })
}
