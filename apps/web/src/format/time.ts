import { plural } from './number.ts'

/** `640ms`, `4.2s`, `1m 05s`, `2h 10m` from milliseconds. */
export const formatDuration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)}ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)}s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, '0')}s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours}h ${String(minutes % 60).padStart(2, '0')}m`
  return `${Math.floor(hours / 24)}d ${hours % 24}h`
}

/** Whole seconds for something that counts: `12s`, `4m 10s`. */
export const formatElapsed = (ms: number): string =>
  formatDuration(Math.max(1000, Math.floor(ms / 1000) * 1000)).replace('.0', '')

const durationUnits = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const

/** `30 days`, `1 year 6 months` from an ISO-8601 duration; as it stands when it is none. */
export const formatIsoDuration = (duration: string): string => {
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(
    duration,
  )
  const words = durationUnits.flatMap((unit, at) => {
    const count = Number(parts?.[at + 1] ?? 0)
    return count > 0 ? [plural(count, unit)] : []
  })
  return words.join(' ') || duration
}

const ages: readonly (readonly [number, number, string])[] = [
  [60, 1, 's'],
  [3600, 60, 'm'],
  [86_400, 3600, 'h'],
  [604_800, 86_400, 'd'],
  [31_536_000, 604_800, 'w'],
]

/** How long ago, in one unit: `now`, `32s`, `5m`, `3h`, `2d`. */
export const formatAge = (iso: string, now: number): string => {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000))
  if (seconds < 5) return 'now'
  const unit = ages.find(([limit]) => seconds < limit)
  return unit ? `${Math.floor(seconds / unit[1])}${unit[2]}` : `${Math.floor(seconds / 31_536_000)}y`
}

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', hour12: false })

/** `14:03:22` in the reader's time zone. */
export const formatClock = (iso: string): string => clock.format(new Date(iso))

/** `Jan 31, 2026, 14:03:22` in the reader's time zone. */
export const formatMoment = (iso: string): string => full.format(new Date(iso))
