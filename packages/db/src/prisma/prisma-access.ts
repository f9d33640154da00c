import type { PrismaClient } from '../generated/sqlite/client.ts'
import { storeIsClosed, toUnavailable } from '../unavailable.ts'
import { UnderWay } from '../under-way.ts'

/** Asks the database through Prisma. Rejects with STORE_UNAVAILABLE when it does not answer. */
export type PrismaAccess = <Result>(work: (client: PrismaClient) => Promise<Result>) => Promise<Result>

/**
 * A Prisma client that is opened by the first question: most of what a session needs never asks it, and it costs a
 * tenth of a second and some 40 MB.
 */
export class LazyPrisma {
  readonly #open: () => Promise<PrismaClient>
  readonly #underWay = new UnderWay()
  #client: Promise<PrismaClient> | undefined
  #closed = false

  constructor(open: () => Promise<PrismaClient>) {
    this.#open = open
  }

  readonly access: PrismaAccess = async (work) => {
    if (this.#closed) throw storeIsClosed()
    this.#client ??= this.#open()
    try {
      return await this.#underWay.track(this.#client.then(work))
    } catch (error) {
      throw toUnavailable(error)
    }
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#underWay.settled()
    const client = await this.#client
    await client?.$disconnect()
  }
}
