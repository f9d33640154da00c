import type { FollowTransport } from '@sojourn/contract/operations'

/** Somebody who follows a session's log. */
export interface Follower {
  readonly projectId: string
  readonly sessionId: string
  readonly transport: FollowTransport
  /** Milliseconds since the epoch. */
  readonly since: number
  /** Of the last event that it has taken; its stream moves it on. */
  seq: number
}

/** All who follow a log of this host at the moment, for operators. */
export class Followers {
  readonly #all = new Set<Follower>()

  /** Registers one; the answer takes it off again. */
  add(follower: Follower): () => void {
    this.#all.add(follower)
    return () => void this.#all.delete(follower)
  }

  ofProject(projectId: string): Follower[] {
    return [...this.#all].filter((follower) => follower.projectId === projectId)
  }
}
