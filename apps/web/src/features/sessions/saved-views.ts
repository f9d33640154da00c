import { stored } from '@/preferences/stored.ts'
import { type FilterKey, filterKeys } from './use-session-filter.ts'

export type ViewFilter = Partial<Record<FilterKey, string>>

/** A filter with a name, kept in this browser. Its link holds the filter itself, so that it works for everybody. */
export interface SavedView {
  name: string
  filter: ViewFilter
}

const isRecord = (json: unknown): json is Record<string, unknown> => typeof json === 'object' && json !== null

const readView = (json: unknown): SavedView[] => {
  if (!isRecord(json) || typeof json.name !== 'string' || !isRecord(json.filter)) return []
  const { filter, name } = json
  const known = filterKeys.flatMap((key) => (typeof filter[key] === 'string' ? [[key, filter[key]]] : []))
  return [{ name, filter: Object.fromEntries(known) as ViewFilter }]
}

export const savedViews = stored<readonly SavedView[]>('views', [], (json) =>
  Array.isArray(json) ? json.flatMap(readView) : null,
)

/** The filter as the address has it, without what is not set. */
export const viewFilterOf = (values: Readonly<Partial<Record<FilterKey, unknown>>>): ViewFilter =>
  Object.fromEntries(
    filterKeys.flatMap((key) => {
      const value = values[key]
      return value === null || value === undefined ? [] : [[key, String(value)]]
    }),
  )

export const sameFilter = (one: ViewFilter, other: ViewFilter): boolean =>
  filterKeys.every((key) => one[key] === other[key])

/** Puts a view in; one of that name is replaced where it stands. */
export const saveView = (view: SavedView): void => {
  const views = savedViews.get()
  const at = views.findIndex(({ name }) => name === view.name)
  savedViews.set(at < 0 ? [...views, view] : views.with(at, view))
}

export const renameView = (from: string, to: string): void => {
  const views = savedViews.get().filter(({ name }) => name === from || name !== to)
  savedViews.set(views.map((view) => (view.name === from ? { ...view, name: to } : view)))
}

export const deleteView = (name: string): void => savedViews.set(savedViews.get().filter((view) => view.name !== name))

/** The path of a view: it shows the same list to who has never saved it. */
export const viewPath = ({ name, filter }: SavedView): string =>
  `/?${new URLSearchParams({ ...filter, view: name }).toString()}`
