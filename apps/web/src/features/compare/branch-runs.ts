import type { TranscriptRow } from '@/wire/transcript-rows.ts'

const seqOf = (row: TranscriptRow): number => (row.type === 'item' ? row.item.seq : (row.run.settledSeq ?? 0))
const runOf = (row: TranscriptRow): string | null => (row.type === 'item' ? row.item.runId : row.run.runId)

/** The rows after the fork, run by run; what belongs to no run stays with the one before it, the first with the one after. */
export const branchRuns = (rows: readonly TranscriptRow[], afterSeq: number): TranscriptRow[][] => {
  const runs: TranscriptRow[][] = []
  let current: string | null = null
  let before: TranscriptRow[] = []
  for (const row of rows) {
    if (seqOf(row) <= afterSeq) continue
    const runId = runOf(row)
    const last = runs.at(-1)
    if (last && (runId === null || runId === current)) last.push(row)
    else if (runId === null) before.push(row)
    else {
      runs.push([...before, row])
      before = []
    }
    if (runId !== null) current = runId
  }
  return before.length > 0 ? [...runs, before] : runs
}
