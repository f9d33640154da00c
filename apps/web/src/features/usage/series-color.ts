/** The colour of a series by its rank; all beyond the sixth share the last. */
export const seriesColor = (index: number): string => `var(--chart-${Math.min(index, 5) + 1})`
