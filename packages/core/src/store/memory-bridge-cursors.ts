import type { BehindQuery, BehindSession, BridgeCursor } from '../ports/bridge-cursors.ts'
import type { SessionRecord } from '../ports/records.ts'

const byId = (left: SessionRecord, right: SessionRecord): number => (left.id < right.id ? -1 : 1)

/** What a memory store keeps of bridges. `records` are the rows of all sessions. */
export class MemoryBridgeCursors {
  /** By bridge, then by session. */
  readonly #cursors = new Map<string, Map<string, number>>()

  register(bridge: string, records: readonly SessionRecord[]): void {
    if (this.#cursors.has(bridge)) return
    this.#cursors.set(bridge, new Map(records.map(({ id, lastSeq }) => [id, lastSeq])))
  }

  behind(query: BehindQuery, records: readonly SessionRecord[]): BehindSession[] {
    const { bridge, sessionIds, afterSessionId = '', limit } = query
    const cursors = this.#cursors.get(bridge)
    return records
      .filter(({ id }) => id > afterSessionId && (sessionIds?.includes(id) ?? true))
      .toSorted(byId)
      .map(({ id, projectId, agentId, status, createdAt, forkedAtSeq, lastSeq }) => {
        const afterSeq = cursors?.get(id) ?? 0
        return { sessionId: id, projectId, agentId, status, createdAt, forkedAtSeq, afterSeq, lastSeq }
      })
      .filter(({ afterSeq, lastSeq }) => lastSeq > afterSeq)
      .slice(0, limit)
  }

  save(bridge: string, { sessionId, seq }: BridgeCursor): void {
    const cursors = this.#cursors.get(bridge) ?? new Map<string, number>()
    this.#cursors.set(bridge, cursors.set(sessionId, Math.max(cursors.get(sessionId) ?? 0, seq)))
  }

  forgetBridge(bridge: string): void {
    this.#cursors.delete(bridge)
  }

  forget(sessionId: string): void {
    for (const cursors of this.#cursors.values()) cursors.delete(sessionId)
  }
}
