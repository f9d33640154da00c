import type { UsageTotals } from '@sojourn/sdk'

/** A duration in words as short as they can be: `12 ms`, `3.4 s`, `2 min 05 s`. */
export const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} min ${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** How long ago a time was: `now`, `5 min ago`, `3 d ago`. */
export const ago = (time: string, now: number = Date.now()): string => {
  const minutes = Math.floor((now - Date.parse(time)) / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes} min ago`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`
  return `${Math.floor(minutes / (24 * 60))} d ago`
}

/** The time of day here, with the date when it is another day. */
export const clock = (time: string, now: Date = new Date()): string => {
  const at = new Date(time)
  const day = at.toDateString() === now.toDateString() ? '' : `${at.toLocaleDateString('sv')} `
  return day + at.toLocaleTimeString('sv')
}

export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`

/** An amount of data: `312 bytes`, `4.1 kB`, `2.0 GB`. */
export const bytes = (count: number): string => {
  if (count < 1000) return plural(count, 'byte')
  const power = Math.min(Math.floor(Math.log10(count) / 3), 4)
  return `${(count / 1000 ** power).toFixed(1)} ${['kB', 'MB', 'GB', 'TB'][power - 1]}`
}

export const dollars = (usd: number): string => `$${usd.toFixed(4)}`

/** Tokens and cost, as far as there are any: `1,204 tokens · $0.0031`. */
export const usageText = ({ inputTokens, outputTokens, reasoningTokens, costUsd }: UsageTotals): string => {
  const tokens = inputTokens + outputTokens + reasoningTokens
  return [...(tokens > 0 ? [plural(tokens, 'token')] : []), ...(costUsd > 0 ? [dollars(costUsd)] : [])].join(' · ')
}
