const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** `1,284` */
export const formatCount = (value: number): string => whole.format(value)

/** `1.3K`, `24M`: for columns where the size matters, not the digits. */
export const formatShort = (value: number): string => short.format(value)

/** US dollars: two digits, more when the sum is small, `$0` when there is none. */
export const formatCost = (usd: number): string => {
  if (usd === 0) return '$0'
  if (usd < 0.0001) return '<$0.0001'
  if (usd < 0.01) return `$${usd.toFixed(4)}`
  return `$${usd < 100 ? usd.toFixed(2) : whole.format(usd)}`
}

/** `820 B`, `1.4 kB`, `3.2 MB` */
export const formatBytes = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`
