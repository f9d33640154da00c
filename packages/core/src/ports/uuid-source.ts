import { v7 } from 'uuid'
import type { IdSource } from './id-source.ts'

const bytesOfId = 16
/** Ids for which randomness is fetched at once: a call to the system costs ten times what the rest of an id does. */
const idsOfPool = 256

/**
 * UUIDv7: sortable by the time they were made, and in the order in which they were made within a millisecond and when
 * the clock is set back.
 */
class UuidSource implements IdSource {
  readonly #pool = new Uint8Array(bytesOfId * idsOfPool)
  #used = this.#pool.length
  #msecs = 0
  /** 32 bits that begin anywhere in their lower half in each millisecond and count up. */
  #seq = 0

  next(): string {
    const random = this.#random()
    const now = Date.now()
    if (now > this.#msecs) {
      this.#msecs = now
      this.#seq = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1
    } else this.#seq += 1
    return v7({ random, msecs: this.#msecs, seq: this.#seq })
  }

  #random(): Uint8Array {
    if (this.#used === this.#pool.length) {
      crypto.getRandomValues(this.#pool)
      this.#used = 0
    }
    const start = this.#used
    this.#used += bytesOfId
    return this.#pool.subarray(start, this.#used)
  }
}

export const uuidSource: IdSource = new UuidSource()
