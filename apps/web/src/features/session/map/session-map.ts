import type { OutlineEntry } from '@sojourn/contract/outline'

/** A stretch of the map; times are milliseconds of *shown* time: waiting for the next input takes no room. */
export interface Stretch {
  from: number
  to: number
  seq: number
  kind: 'run' | 'tool' | 'wait'
  /** Of a run or a tool that ended badly, and of one that has not ended yet. */
  state: 'done' | 'bad' | 'open'
  name: string
  durationMs: number
}

/** A point of the map. */
export interface Point {
  at: number
  seq: number
  kind: 'message' | 'error' | 'mark'
  name: string
}

export interface SessionMap {
  length: number
  stretches: readonly Stretch[]
  points: readonly Point[]
  /** Seq and shown time of every entry, in order, to find one by the other. */
  places: readonly { seq: number; at: number; ts: number }[]
}

/** Longest time in which nothing is told that is shown as long as it was. */
const longestGapMs = 30_000
/** How long a longer one is shown. */
const shownGapMs = 3_000
const shortestMs = 200
/** Room at the end for what goes on, as a share of the rest. */
const openShare = 0.04

const markNames = { compacted: 'Compacted', forked: 'Forked', checkpoint: 'Checkpoint' } as const

/** Shown time: real time, with what lies between runs, and long silence, cut short. */
class ShownClock {
  #lastTs: number | null = null
  #at = 0
  running = false

  advance(ts: number): number {
    const gap = Math.max(0, ts - (this.#lastTs ?? ts))
    const shown = gap > longestGapMs ? shownGapMs + Math.log10(gap / longestGapMs) * shownGapMs : gap
    this.#at += this.running ? Math.max(shown, shortestMs / 4) : Math.min(shown, shownGapMs / 3)
    this.#lastTs = ts
    return this.#at
  }
}

type Open = Map<string, Stretch>

class MapDraft {
  readonly stretches: Stretch[] = []
  readonly points: Point[] = []
  readonly #open: Record<Stretch['kind'], Open> = { run: new Map(), tool: new Map(), wait: new Map() }

  begin(id: string, stretch: Pick<Stretch, 'kind' | 'seq' | 'name'> & { at: number }): void {
    const { at, ...rest } = stretch
    const begun: Stretch = { ...rest, from: at, to: at, state: 'open', durationMs: 0 }
    this.#open[stretch.kind].set(id, begun)
    this.stretches.push(begun)
  }

  end(
    kind: Stretch['kind'],
    id: string,
    { at, bad, durationMs }: { at: number; bad: boolean; durationMs: number },
  ): void {
    const stretch = this.#open[kind].get(id)
    if (!stretch) return
    this.#open[kind].delete(id)
    Object.assign(stretch, { to: Math.max(at, stretch.from + shortestMs), state: bad ? 'bad' : 'done', durationMs })
  }

  endAll(kind: Stretch['kind'], at: number): void {
    for (const id of [...this.#open[kind].keys()]) this.end(kind, id, { at, bad: true, durationMs: 0 })
  }

  /** What goes on reaches to the end, and has room enough to be seen. Answers with the end. */
  finish(at: number): number {
    const open = Object.values(this.#open).flatMap((stretches) => [...stretches.values()])
    const end = open.length > 0 ? Math.max(at, shortestMs) * (1 + openShare) : Math.max(at, 1)
    for (const stretch of open) stretch.to = end
    return end
  }
}

const placeStretch = (
  draft: MapDraft,
  entry: OutlineEntry,
  { at, begunTs }: { at: number; begunTs: Map<string, number> },
): void => {
  const { seq } = entry
  const runId = entry.runId ?? ''
  const ts = Date.parse(entry.ts)
  const since = (id: string) => ts - (begunTs.get(id) ?? ts)
  if (entry.kind === 'run_started') {
    begunTs.set(runId, ts)
    const name = entry.attempt > 1 ? `Run, attempt ${entry.attempt}` : 'Run'
    draft.begin(runId, { kind: 'run', seq, at, name })
  } else if (entry.kind === 'run_ended') {
    draft.end('run', runId, { at, bad: entry.how !== 'completed', durationMs: since(runId) })
    draft.endAll('tool', at)
  } else if (entry.kind === 'tool_called') {
    draft.begin(entry.toolCallId, { kind: 'tool', seq, at, name: `${entry.toolId}.${entry.operation}` })
  } else if (entry.kind === 'tool_ended') {
    draft.end('tool', entry.toolCallId, { at, bad: !entry.ok, durationMs: entry.durationMs })
  } else if (entry.kind === 'wait_started') {
    begunTs.set(entry.of, ts)
    draft.begin(entry.of, { kind: 'wait', seq, at, name: 'Waiting for a person' })
  } else if (entry.kind === 'wait_ended') {
    draft.end('wait', entry.of, { at, bad: false, durationMs: since(entry.of) })
  }
}

const pointOf = (entry: OutlineEntry, at: number): Point | null => {
  const { seq } = entry
  if (entry.kind === 'message') return { at, seq, kind: 'message', name: 'Message' }
  if (entry.kind === 'error') return { at, seq, kind: 'error', name: 'Error' }
  return entry.kind === 'mark' ? { at, seq, kind: 'mark', name: markNames[entry.of] } : null
}

/** Lays a session out along time, so that work takes room and idleness does not. */
export const sessionMap = (entries: readonly OutlineEntry[]): SessionMap => {
  const draft = new MapDraft()
  const clock = new ShownClock()
  const begunTs = new Map<string, number>()
  const places: { seq: number; at: number; ts: number }[] = []
  let at = 0
  for (const entry of entries) {
    at = clock.advance(Date.parse(entry.ts))
    if (entry.kind === 'run_started') clock.running = true
    if (entry.kind === 'run_ended') clock.running = false
    places.push({ seq: entry.seq, at, ts: Date.parse(entry.ts) })
    placeStretch(draft, entry, { at, begunTs })
    const point = pointOf(entry, at)
    if (point) draft.points.push(point)
  }
  return { length: draft.finish(at), stretches: draft.stretches, points: draft.points, places }
}

/** The entry nearest before a seq. */
export const placeOfSeq = ({ places }: SessionMap, seq: number): number => {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle]?.seq ?? 0) <= seq) low = middle + 1
    else high = middle
  }
  return places[Math.max(0, low - 1)]?.at ?? 0
}

/** What lies at a time, or nearest to it: the smallest stretch that covers it, else the nearest entry. */
export const atTime = (map: SessionMap, at: number, reach: number): Stretch | Point | null => {
  let found: Stretch | Point | null = null
  let best = reach
  for (const point of map.points) {
    const distance = Math.abs(point.at - at)
    if (distance < best) [found, best] = [point, distance]
  }
  if (found) return found
  let width = Number.POSITIVE_INFINITY
  for (const stretch of map.stretches) {
    if (at < stretch.from - reach || at > stretch.to + reach) continue
    const size = stretch.to - stretch.from
    if (size < width) [found, width] = [stretch, size]
  }
  return found
}
