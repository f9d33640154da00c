import { z } from 'zod'

export const defaultPageLimit = 50
export const maxPageLimit = 200

/** Number of items a page holds, 1–200. REST sends it as text, so numerals are accepted. */
export const pageLimit = z.int().min(1).max(maxPageLimit)

/** Opaque keyset cursor: pass `nextCursor` of the previous page. */
export const cursor = z.string().min(1).max(512)

export const pageRequest = z.object({ cursor: cursor.optional(), limit: pageLimit.optional() })

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

export interface Page<Item> {
  items: Item[]
  /** `null` on the last page. */
  nextCursor: string | null
}
