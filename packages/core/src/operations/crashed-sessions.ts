import type { Clock } from '../ports/clock.ts'
import type { SessionRecord } from '../ports/records.ts'
import type { SessionReads } from '../ports/session-store.ts'

/** Looking through all sessions is too much for every few seconds. */
const keptMs = 30_000
const mostSessions = 200

/**
 * Sessions that crashed and have left memory: the only ones that do not move without being loaded. Read from the store
 * at most twice a minute for each project that is asked about.
 */
export class CrashedSessions {
  readonly #store: Pick<SessionReads, 'listSessions'>
  readonly #clock: Clock
  readonly #known = new Map<string, { at: number; found: Promise<readonly SessionRecord[]> }>()

  constructor(store: Pick<SessionReads, 'listSessions'>, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** At most the 200 with the latest activity, as they were up to 30 seconds ago. */
  ofProject(projectId: string): Promise<readonly SessionRecord[]> {
    const now = this.#clock.now()
    const known = this.#known.get(projectId)
    if (known && known.at > now - keptMs) return known.found
    const query = { projectId, filter: { status: 'crashed', empty: true }, limit: mostSessions } as const
    const found = this.#store.listSessions(query).then(({ items }) => items)
    this.#known.set(projectId, { at: now, found })
    found.catch(() => this.#known.delete(projectId))
    return found
  }
}
