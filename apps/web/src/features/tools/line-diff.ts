export interface DiffLine {
  kind: 'same' | 'removed' | 'added'
  text: string
}

/** Beyond this many lines on a side the table of the longest common subsequence gets too large to be worth it. */
const maxLines = 600

const wholesale = (before: readonly string[], after: readonly string[]): DiffLine[] => [
  ...before.map((text) => ({ kind: 'removed' as const, text })),
  ...after.map((text) => ({ kind: 'added' as const, text })),
]

/** Length of the longest common subsequence of the rests from (i, j), for all i and j. */
const commonLengths = (before: readonly string[], after: readonly string[]): Uint16Array[] => {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const [row, below] = [lengths[i] as Uint16Array, lengths[i + 1] as Uint16Array]
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const [right = 0, down = 0, diagonal = 0] = [row[j + 1], below[j], below[j + 1]]
      row[j] = before[i] === after[j] ? diagonal + 1 : Math.max(right, down)
    }
  }
  return lengths
}

/** Whether dropping the old line keeps at least as much in common as skipping to the next new one. */
const dropsOld = (lengths: readonly Uint16Array[], i: number, j: number): boolean =>
  (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)

const walk = (before: readonly string[], after: readonly string[]): DiffLine[] => {
  const lengths = commonLengths(before, after)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  for (;;) {
    const [old, now] = [before[i], after[j]]
    if (old === undefined && now === undefined) return lines
    if (old !== undefined && old === now) {
      lines.push({ kind: 'same', text: old })
      i += 1
      j += 1
    } else if (old !== undefined && (now === undefined || dropsOld(lengths, i, j))) {
      lines.push({ kind: 'removed', text: old })
      i += 1
    } else {
      lines.push({ kind: 'added', text: now ?? '' })
      j += 1
    }
  }
}

/** A line break at the end ends the last line; it begins no other. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

/** What changed between two texts, line by line. */
export const lineDiff = (before: string, after: string): DiffLine[] => {
  const [old, now] = [linesOf(before), linesOf(after)]
  return old.length > maxLines || now.length > maxLines ? wholesale(old, now) : walk(old, now)
}
