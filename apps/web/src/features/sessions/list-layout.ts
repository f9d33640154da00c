import { stored } from '@/preferences/stored.ts'

export type ColumnName = 'state' | 'agent' | 'type' | 'queue' | 'tokens' | 'cost' | 'created' | 'active'

export interface Column {
  name: ColumnName
  heading: string
  /** Pixels. */
  width: number
  right?: boolean
}

/** In the order of the table. */
export const allColumns: readonly Column[] = [
  { name: 'state', heading: 'State', width: 136 },
  { name: 'agent', heading: 'Agent', width: 108 },
  { name: 'type', heading: 'Type', width: 100 },
  { name: 'queue', heading: 'Waiting', width: 64, right: true },
  { name: 'tokens', heading: 'Tokens', width: 60, right: true },
  { name: 'cost', heading: 'Cost', width: 64, right: true },
  { name: 'created', heading: 'Age', width: 44, right: true },
  { name: 'active', heading: 'Active', width: 52, right: true },
]

/** Which column goes first when there is no room for all. */
const dispensable: readonly ColumnName[] = ['type', 'tokens', 'created', 'agent', 'queue', 'cost', 'state', 'active']

/** Pixels: select, state, menu, the gaps between them, and the padding. */
const fixedWidth = 18 + 16 + 24 + 3 * 12 + 28
const gap = 12
const titleWidth = 260

/** The chosen columns that leave the title room to be read. */
export const fitColumns = (chosen: readonly ColumnName[], width: number): Column[] => {
  let columns = allColumns.filter(({ name }) => chosen.includes(name))
  const needed = () => fixedWidth + titleWidth + columns.reduce((sum, column) => sum + column.width + gap, 0)
  for (const name of dispensable) {
    if (needed() <= width) break
    columns = columns.filter((column) => column.name !== name)
  }
  return columns
}

/** `grid-template-columns` of the head and every row. */
export const gridOf = (columns: readonly Column[]): string =>
  ['18px', '16px', 'minmax(0,1fr)', ...columns.map(({ width }) => `${width}px`), '24px'].join(' ')

export type Density = 'comfortable' | 'compact'

export interface ListPreferences {
  columns: ColumnName[]
  labels: boolean
  density: Density
}

const isRecord = (json: unknown): json is Record<string, unknown> => typeof json === 'object' && json !== null

const names = allColumns.map(({ name }) => name)

export const listPreferences = stored<ListPreferences>(
  'list',
  { columns: [...names], labels: true, density: 'comfortable' },
  (json) =>
    isRecord(json) && Array.isArray(json.columns)
      ? {
          columns: names.filter((name) => (json.columns as unknown[]).includes(name)),
          labels: json.labels !== false,
          density: json.density === 'compact' ? 'compact' : 'comfortable',
        }
      : null,
)

/** Pixels of a row: two lines with room for a thumb on narrow screens. */
export const rowHeight = (density: Density, narrow: boolean): number => {
  if (narrow) return 60
  return density === 'compact' ? 32 : 40
}
