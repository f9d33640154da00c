import { createTwoFilesPatch } from 'diff'

/** Longest diff that is kept, characters. */
const maxDiff = 20_000
/** Longest time that comparing may take, milliseconds. */
const timeout = 500

/** A unified diff for people and models; null when the texts are too different or too long to be worth one. */
export const fileDiff = (path: string, before: string, after: string): string | null => {
  const patch = createTwoFilesPatch(path, path, before, after, undefined, undefined, { context: 3, timeout })
  if (patch === undefined || patch.length > maxDiff) return null
  return patch.replace(/^=+\n/, '')
}
