import { createSojourn } from '@sojourn/sdk'
import type { Command } from 'commander'
import { connectionFrom } from '../environment.ts'
import { knownValues } from './known-values.ts'
import { matching } from './matching.ts'
import { filesPlease } from './shell-scripts.ts'
import { type Candidate, urlIn, wantedAt } from './wanted.ts'

/** Longest wait for a server, milliseconds: somebody has a key under the finger. */
const patienceMs = 3_000

/** What the last word can become. Throws when the server cannot be asked. */
export const completions = async (
  program: Command,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Candidate[]> => {
  const typed = words.at(-1) ?? ''
  const wanted = wantedAt(program, words)
  if (wanted.kind === 'file') return [{ value: filesPlease, about: '' }]
  if (wanted.kind === 'words') return wanted.words.filter(({ value }) => value.startsWith(typed))
  if (wanted.kind === 'nothing') return []
  const sojourn = createSojourn({ ...connectionFrom(environment, { url: urlIn(program, words) }), retries: 0 })
  const signal = AbortSignal.timeout(patienceMs)
  return matching(await knownValues(wanted.of, { sojourn, signal, session: wanted.session }), typed)
}
