import { decodeCursor, type KeysetKey, type KeysetOrder } from '@sojourn/core/store/keyset-page'

/**
 * What follows a cursor in a list that is sorted by a column and then by id, as a Prisma condition: `{}` without one.
 * The first part lets the database begin in its index where the page begins. Throws BAD_CURSOR.
 */
export const keysetWhere = <Column extends string>(
  order: KeysetOrder,
  cursor: string | undefined,
  { column, newestFirst }: { column: Column; newestFirst: boolean },
): object => {
  const after: KeysetKey | null = decodeCursor(order, cursor)
  if (after === null) return {}
  const [value, id] = after
  const [beyond, from] = newestFirst ? ['lt', 'lte'] : ['gt', 'gte']
  return { [column]: { [from]: value }, OR: [{ [column]: { [beyond]: value } }, { id: { [beyond]: id } }] }
}
