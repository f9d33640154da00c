import { SojournError } from '@sojourn/contract/error'
import type { Page } from '@sojourn/contract/page'

/** Where a page ended: the sort key of its last item. Numbers and texts, as the order compares them. */
export type KeysetKey = readonly (string | number)[]

/**
 * What a list is sorted by. `name` marks its cursors, so that a cursor of one list is refused by another; `types` are
 * the key's parts in order.
 */
export interface KeysetOrder {
  name: string
  types: readonly ('string' | 'number')[]
}

export const encodeCursor = (order: KeysetOrder, key: KeysetKey): string =>
  Buffer.from(JSON.stringify([order.name, ...key])).toString('base64url')

/** The key that a cursor stands for, `null` without a cursor. Throws BAD_CURSOR for one that `encodeCursor` did not make. */
export const decodeCursor = (order: KeysetOrder, cursor: string | undefined): KeysetKey | null => {
  if (cursor === undefined) return null
  const parts = parseCursor(cursor)
  const isOurs =
    parts !== null &&
    parts[0] === order.name &&
    parts.length === order.types.length + 1 &&
    order.types.every((type, index) => typeof parts[index + 1] === type)
  if (!isOurs) throw new SojournError('BAD_CURSOR', 'The cursor does not belong to this list')
  return parts.slice(1) as (string | number)[]
}

const parseCursor = (cursor: string): unknown[] | null => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) ? parts : null
  } catch {
    return null
  }
}

/** A page from up to `limit + 1` items in order: the one too many says that there is a next page. */
export const toPage = <Item>(
  items: readonly Item[],
  limit: number,
  { order, keyOf }: { order: KeysetOrder; keyOf: (item: Item) => KeysetKey },
): Page<Item> => {
  const page = items.slice(0, limit)
  const last = page.at(-1)
  const nextCursor = items.length > limit && last !== undefined ? encodeCursor(order, keyOf(last)) : null
  return { items: page, nextCursor }
}

/** The keys of every paged list, shared by all stores so that a cursor means the same in each. */
export const listOrders = {
  sessions: { name: 'sessions', types: ['string', 'string'] },
  runs: { name: 'runs', types: ['string', 'string'] },
  queue: { name: 'queue', types: ['number', 'string'] },
  permissions: { name: 'permissions', types: ['string', 'string'] },
  questions: { name: 'questions', types: ['string', 'string'] },
  checkpoints: { name: 'checkpoints', types: ['number', 'string'] },
  agents: { name: 'agents', types: ['string'] },
  deliveries: { name: 'deliveries', types: ['string', 'string'] },
} as const satisfies Record<string, KeysetOrder>
