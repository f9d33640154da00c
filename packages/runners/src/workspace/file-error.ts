import { SojournError } from '@sojourn/contract/error'

const wordings: Record<string, (shown: string) => string> = {
  ENOENT: (shown) => `${shown} does not exist`,
  ENOTDIR: (shown) => `A part of ${shown} is a file where a directory is needed`,
  EISDIR: (shown) => `${shown} is a directory`,
  EACCES: (shown) => `${shown} may not be accessed`,
  EPERM: (shown) => `${shown} may not be accessed`,
  EROFS: (shown) => `${shown} is on a read-only file system`,
  ELOOP: (shown) => `${shown} goes through a loop of links`,
  ENAMETOOLONG: () => 'The path is too long',
  ENOSPC: () => 'No space is left on the disk',
}

/** A system error in words that name the file as its user knows it: the system's own message shows the machine's paths. */
export const fileError = (error: unknown, shown: string): SojournError => {
  if (error instanceof SojournError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  const message = wordings[code]?.(shown) ?? `${shown} cannot be used (${code})`
  return new SojournError('TOOL_FAILED', message, { cause: error })
}
