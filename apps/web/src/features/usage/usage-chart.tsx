'use client'

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatCost, formatShort } from '@/format/number.ts'
import { seriesColor } from './series-color.ts'
import type { Series, UsageDays } from './usage-days.ts'
import type { Measure } from './use-usage-view.ts'

const dayMonth = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })

const formatAmount = (value: number, measure: Measure): string =>
  measure === 'cost' ? formatCost(value) : formatShort(value)

interface DayProps {
  active?: boolean
  payload?: readonly { payload?: UsageDays['rows'][number] }[]
  series: readonly Series[]
  measure: Measure
}

/** What one day was made of. */
function Day({ active, payload, series, measure }: DayProps) {
  const row = payload?.[0]?.payload
  if (!active || !row) return null
  const parts = series
    .map(({ key, label }, index) => ({ label, index, amount: row[key] ?? 0 }))
    .filter(({ amount }) => amount > 0)
  const total = parts.reduce((sum, { amount }) => sum + amount, 0)
  return (
    <div className="min-w-44 rounded-lg border bg-raised px-3 py-2 text-xs shadow-pop">
      <p className="mb-1.5 flex justify-between gap-6 font-medium">
        <span>{weekday.format(row.at)}</span>
        <span className="tabular-nums">{formatAmount(total, measure)}</span>
      </p>
      {parts.map(({ label, index, amount }) => (
        <p key={label} className="flex items-center gap-2 text-muted-foreground">
          <span className="size-2 shrink-0 rounded-sm" style={{ background: seriesColor(index) }} aria-hidden />
          <span className="min-w-0 flex-1 truncate">{label}</span>
          <span className="tabular-nums">{formatAmount(amount, measure)}</span>
        </p>
      ))}
    </div>
  )
}

/** A bar for each day, its parts on top of each other. */
export function UsageChart({ days: { series, rows }, measure }: { days: UsageDays; measure: Measure }) {
  const tick = { fill: 'var(--subtle-foreground)', fontSize: 11 }
  return (
    <ResponsiveContainer aria-hidden width="100%" height="100%">
      <BarChart
        data={[...rows]}
        margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
        barCategoryGap="18%"
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis
          dataKey="at"
          tickFormatter={(at: number) => dayMonth.format(at)}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--border)' }}
          interval="equidistantPreserveStart"
          minTickGap={28}
          height={24}
        />
        <YAxis
          tickFormatter={(value: number) => formatAmount(value, measure).replace(/\.00$/, '')}
          tick={tick}
          tickLine={false}
          axisLine={false}
          width={48}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--hover)' }}
          content={<Day series={series} measure={measure} />}
        />
        {series.map(({ key, label }, index) => (
          <Bar
            key={key}
            dataKey={(row: UsageDays['rows'][number]) => row[key] ?? 0}
            name={label}
            stackId="day"
            fill={seriesColor(index)}
            isAnimationActive={false}
            maxBarSize={44}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
}
