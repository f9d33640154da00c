import type { Database } from '../inspection/database.ts'

export interface Table {
  name: string
  columns: readonly string[]
  /** Of its primary key, in order. */
  key: readonly string[]
  /** Rows go with their session, and change only when it does. */
  ofSession: boolean
  /** Its rows never change, and may be large. */
  isContent: boolean
}

/** Not copied: the target has its own, or makes them from what is copied. */
const isDerived = (name: string): boolean => name === '_prisma_migrations' || name.startsWith('search_')

/** These may change while the session that they point at does not. */
const pointers = new Set(['tag', 'bridge_cursor', 'session_attachment'])

/** Rows that never change, and may be large. */
const contents = new Set(['attachment'])

const sessionTable = 'session'

interface Column {
  name: string
  pk: number
}

/**
 * The tables of a SQLite database, each after those that its rows point at, so that they can be filled in this order:
 * sessions, what belongs to one, everything else.
 */
export const readTables = async (source: Database): Promise<Table[]> => {
  const tables: (Table & { parents: readonly string[] })[] = []
  for (const name of await source.tables()) {
    if (isDerived(name)) continue
    const columns = await source.rows<Column>(`PRAGMA table_info("${name}")`)
    const keys = await source.rows<{ table: string }>(`PRAGMA foreign_key_list("${name}")`)
    const parents = keys.map(({ table }) => table).filter((parent) => parent !== name)
    const hangsOnSession = parents.includes(sessionTable) && columns.some((column) => column.name === 'sessionId')
    tables.push({
      name,
      columns: columns.map((column) => column.name),
      key: columns
        .filter(({ pk }) => pk > 0)
        .toSorted((a, b) => a.pk - b.pk)
        .map((column) => column.name),
      isContent: contents.has(name),
      ofSession: name === sessionTable || (hangsOnSession && !pointers.has(name)),
      parents,
    })
  }
  return inOrder(tables)
}

const inOrder = (tables: readonly (Table & { parents: readonly string[] })[]): Table[] => {
  const ordered: Table[] = []
  const waiting = [...tables]
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ parents }) =>
      parents.every((parent) => ordered.some(({ name }) => name === parent)),
    )
    const [next] = waiting.splice(Math.max(0, at), 1)
    if (!next) break
    const { parents: _parents, ...table } = next
    ordered.push(table)
  }
  return ordered
}
