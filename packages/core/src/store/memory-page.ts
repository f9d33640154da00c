import type { Page } from '@sojourn/contract/page'
import { decodeCursor, type KeysetKey, type KeysetOrder, toPage } from './keyset-page.ts'

/** How a list is sorted, and what its cursors hold. */
export interface Sorting<Item> {
  order: KeysetOrder
  keyOf: (item: Item) => KeysetKey
  newestFirst: boolean
}

const compareKeys = (left: KeysetKey, right: KeysetKey): number => {
  for (const [index, part] of left.entries()) {
    const other = right[index] as typeof part
    if (part !== other) return part < other ? -1 : 1
  }
  return 0
}

/** Sorts, skips what the cursor is past, and cuts a page off. Throws BAD_CURSOR. */
export const pageOf = <Item>(
  items: readonly Item[],
  query: { cursor?: string; limit: number },
  { order, keyOf, newestFirst }: Sorting<Item>,
): Page<Item> => {
  const after = decodeCursor(order, query.cursor)
  const sign = newestFirst ? -1 : 1
  const rest = after === null ? items : items.filter((item) => sign * compareKeys(keyOf(item), after) > 0)
  const sorted = rest.toSorted((left, right) => sign * compareKeys(keyOf(left), keyOf(right)))
  return toPage(sorted.slice(0, query.limit + 1), query.limit, { order, keyOf })
}
