import type { KnownValue } from './known-values.ts'
import type { Candidate } from './wanted.ts'

/**
 * The values that what is typed can become, by the name that it begins; by their titles when it begins none. A title is
 * found by any part of it, so that a session is completed by what it is about.
 */
export const matching = (values: readonly KnownValue[], typed: string): Candidate[] => {
  const named = values.flatMap(({ names, about }) => {
    const name = names.find((candidate) => candidate.startsWith(typed))
    return name === undefined ? [] : [{ value: name, about }]
  })
  if (named.length > 0) return named
  const part = typed.toLowerCase()
  return values.flatMap(({ names: [value = ''], about }) =>
    about.toLowerCase().includes(part) ? [{ value, about }] : [],
  )
}
