import type { Agent } from '@sojourn/contract/agent'
import type { SessionSummary } from '@sojourn/contract/session'
import type { MenuEntry } from '@/components/ui/menu.tsx'
import { allColumns, type ColumnName, type Density, listPreferences } from './list-layout.ts'
import { describeTimeSpan, offeredSpans } from './time-span.ts'
import type { FilterKey, SessionFilterState } from './use-session-filter.ts'

const statuses = ['active', 'paused', 'completed', 'crashed'] as const
const types = ['conversation', 'development', 'task', 'batch'] as const
const states = [
  { value: 'created', label: 'Created' },
  { value: 'running', label: 'Running' },
  { value: 'awaiting_input', label: 'Awaiting input' },
  { value: 'interrupting', label: 'Interrupting' },
  { value: 'error', label: 'Error' },
]

interface Option {
  value: string
  label: string
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
const words = (all: readonly string[]): Option[] => all.map((value) => ({ value, label: capitalised(value) }))
const asTheyAre = (all: Iterable<string>): Option[] =>
  [...new Set(all)].sort((one, other) => one.localeCompare(other)).map((value) => ({ value, label: value }))

/** What the list can be narrowed down to; choosing what is chosen takes it off again. */
export const filterEntries = (
  { values, change }: SessionFilterState,
  {
    agents,
    rows,
    pickDays,
  }: {
    agents: readonly Agent[]
    /** For the labels, tags and types that there are. */
    rows: readonly SessionSummary[]
    pickDays: (key: 'active' | 'created') => void
  },
): MenuEntry[] => {
  const toggles = (key: FilterKey, options: readonly Option[]): MenuEntry[] =>
    options.map(({ value, label }) => ({
      kind: 'choice',
      label,
      chosen: values[key] === value,
      onSelect: () => change({ [key]: values[key] === value ? null : value }),
    }))
  const branch = (label: string, key: FilterKey, options: readonly Option[]): MenuEntry => ({
    kind: 'branch',
    label,
    chosen: values[key] !== null,
    entries: toggles(key, options),
  })
  const span = (label: string, key: 'active' | 'created'): MenuEntry => ({
    kind: 'branch',
    label,
    chosen: values[key] !== null,
    entries: [
      ...toggles(
        key,
        offeredSpans.map((value) => ({ value, label: capitalised(describeTimeSpan(value)) })),
      ),
      { kind: 'line' },
      { kind: 'action', label: 'Between two days…', onSelect: () => pickDays(key) },
    ],
  })
  const withChosen = (found: readonly string[], key: 'label' | 'tag' | 'type') =>
    asTheyAre(values[key] === null ? found : [...found, values[key]])
  const labels = withChosen(
    rows.flatMap((row) => row.labels),
    'label',
  )
  const tags = withChosen(
    rows.flatMap((row) => row.tags),
    'tag',
  )
  const moreTypes = withChosen(
    rows.map((row) => row.sessionType),
    'type',
  )
  return [
    branch('Status', 'status', words(statuses)),
    branch('State', 'state', states),
    branch(
      'Agent',
      'agentId',
      agents.map(({ id, name }) => ({ value: id, label: name })),
    ),
    branch('Type', 'type', [
      ...words(types),
      ...moreTypes.filter(({ value }) => !types.some((type) => type === value)),
    ]),
    ...(labels.length > 0 ? [branch('Label', 'label', labels)] : []),
    ...(tags.length > 0 ? [branch('Tag', 'tag', tags)] : []),
    { kind: 'line' },
    span('Active', 'active'),
    span('Created', 'created'),
  ]
}

const columnEntries = (): MenuEntry[] => {
  const preferences = listPreferences.get()
  const toggle = (name: ColumnName) => {
    const shown = preferences.columns.includes(name)
    const columns = shown ? preferences.columns.filter((column) => column !== name) : [...preferences.columns, name]
    listPreferences.set({ ...preferences, columns })
  }
  return [
    ...allColumns.map(
      ({ name, heading }): MenuEntry => ({
        kind: 'choice',
        label: heading,
        chosen: preferences.columns.includes(name),
        onSelect: () => toggle(name),
      }),
    ),
    {
      kind: 'choice',
      label: 'Labels and tags',
      chosen: preferences.labels,
      onSelect: () => listPreferences.set({ ...preferences, labels: !preferences.labels }),
    },
  ]
}

const densityEntries = (): MenuEntry[] => {
  const preferences = listPreferences.get()
  return (['comfortable', 'compact'] as const).map(
    (density: Density): MenuEntry => ({
      kind: 'choice',
      label: capitalised(density),
      chosen: preferences.density === density,
      onSelect: () => listPreferences.set({ ...preferences, density }),
    }),
  )
}

/** What the list hides unless asked, and how it looks. */
export const displayEntries = (
  { values, change }: SessionFilterState,
  { selecting, setSelecting }: { selecting: boolean; setSelecting: (selecting: boolean) => void },
): MenuEntry[] => {
  const toggle = (key: 'archived' | 'empty', label: string): MenuEntry => ({
    kind: 'choice',
    label,
    chosen: values[key] === true,
    onSelect: () => change({ [key]: values[key] ? null : true }),
  })
  return [
    { kind: 'heading', label: 'Show' },
    toggle('archived', 'Archived sessions'),
    toggle('empty', 'Empty sessions'),
    { kind: 'choice', label: 'Boxes to select', chosen: selecting, onSelect: () => setSelecting(!selecting) },
    { kind: 'line' },
    { kind: 'branch', label: 'Columns', entries: columnEntries() },
    { kind: 'branch', label: 'Density', entries: densityEntries() },
  ]
}
