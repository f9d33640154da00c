'use client'

import { asOneOf, useAddress } from '@/address/use-address.ts'

export const periods = ['7', '30', '90'] as const
export const measures = ['cost', 'tokens'] as const
export type Measure = (typeof measures)[number]
export const splits = ['agent', 'model'] as const
export type Split = (typeof splits)[number]

const parsers = { days: asOneOf(periods), show: asOneOf(measures), by: asOneOf(splits) }

/** What the page shows, kept in the address. */
export const useUsageView = () => {
  const { values, change } = useAddress(parsers)
  const view = { days: values.days ?? '30', show: values.show ?? 'cost', by: values.by ?? 'agent' } as const
  return { ...view, change }
}
