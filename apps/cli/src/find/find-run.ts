import type { QueuedRun, Run } from '@sojourn/sdk'
import type { Cli } from '../cli.ts'
import { UsageError } from '../usage-error.ts'
import { expand } from './abbreviation.ts'
import { findSession } from './find-session.ts'

/**
 * The queued runs of a session, the next one first. `given`: a session argument.
 */
export const queueOf = async (cli: Cli, given: string): Promise<QueuedRun[]> => {
  const session = await findSession(cli, given)
  const { items } = await session.runs({ status: 'queued', limit: 200 }, { signal: cli.signal })
  return items.filter((run) => run.status === 'queued').sort((a, b) => a.position - b.position)
}

/** A run by its whole id, or by a part of it among those of a session. */
export const findRun = async (cli: Cli, given: string, sessionGiven: string): Promise<Run> => {
  if (/^[0-9a-f-]{36}$/.test(given)) return cli.sojourn.runs.get({ runId: given }, { signal: cli.signal })
  const session = await findSession(cli, sessionGiven)
  const { items } = await session.runs({ limit: 200 }, { signal: cli.signal })
  const id = expand(
    given,
    items.map((run) => run.id),
    'run',
  )
  const found = items.find((run) => run.id === id)
  if (found) return found
  throw new UsageError(
    `Session ${session.id} has no run "${given}". \`sojourn queue ls\` shows the queue; --session names another session.`,
  )
}
