import { isDeepStrictEqual } from 'node:util'
import type { PlanStep } from '@sojourn/contract/event'
import type { Transcript, TranscriptItem } from '@sojourn/contract/transcript'
import type { Turn } from '@sojourn/core/ports/runner'
import type { Script, StepOf } from './script.ts'

/** Id of what a step says, calls or asks: the same in every attempt, and in the run that continues one after a recovery. */
export const stepId = (turn: Turn, index: number): string => `${turn.originRunId}.${index}`

/** What has to begin again goes on under an id with an addition: a block that was cut off, a question that was lost. */
const indexOf = (prefix: string, id: string): number | null => {
  const [, index] = (id.startsWith(prefix) && /^(\d+)(?:[./]|$)/.exec(id.slice(prefix.length))) || []
  return index === undefined ? null : Number(index)
}

const idOf = (item: TranscriptItem): string | null => {
  if (item.type === 'block') return item.blockId
  if (item.type === 'tool') return item.toolCallId
  return item.type === 'question' ? item.questionId : null
}

const lineOf = ({ level, message }: { level: string; message: string }): string => `${level} ${message}`

/** The last step of which something can be seen: those before it are done, because steps are played in order. */
const lastBegun = (turn: Turn, transcript: Transcript): number => {
  const prefix = `${turn.originRunId}.`
  let last = 0
  for (const item of transcript.items) {
    const id = idOf(item)
    const index = id === null ? null : indexOf(prefix, id)
    if (index !== null && index > last) last = index
  }
  return last
}

/**
 * The step after the one that saved the checkpoint. Of several that save the same value it is the first that earlier
 * attempts may have reached: going on too early repeats nothing that has an id, going on too late would leave steps out.
 */
const afterCheckpoint = (turn: Turn, script: Script, begun: number): number => {
  if (!turn.checkpointOfThisRun) return 0
  const savers = script.flatMap((step, index) =>
    step.kind === 'checkpoint' && isDeepStrictEqual(step.checkpoint, turn.checkpoint) ? [index] : [],
  )
  const [first] = savers
  return first === undefined || first < begun ? 0 : first + 1
}

const countLines = (turn: Turn, transcript: Transcript): Map<string, number> => {
  const runIds = new Set<string | null>([turn.runId, turn.originRunId])
  const lines = new Map<string, number>()
  for (const item of transcript.items) {
    if (item.type !== 'notice' || !runIds.has(item.runId) || item.event.type !== 'log') continue
    const line = lineOf(item.event.data)
    lines.set(line, (lines.get(line) ?? 0) + 1)
  }
  return lines
}

/** Where an attempt goes on, and what earlier ones have done of the steps from there. */
export class ResumePoint {
  readonly firstStep: number
  readonly #plan: readonly PlanStep[] | null
  readonly #lines: Map<string, number>

  private constructor(state: { firstStep: number; plan: readonly PlanStep[] | null; lines: Map<string, number> }) {
    this.firstStep = state.firstStep
    this.#plan = state.plan
    this.#lines = state.lines
  }

  static async find(turn: Turn, script: Script): Promise<ResumePoint> {
    if (turn.attempt === 1 && turn.originRunId === turn.runId)
      return new ResumePoint({ firstStep: 0, plan: null, lines: new Map() })
    const transcript = await turn.transcript()
    const begun = lastBegun(turn, transcript)
    const firstStep = Math.max(begun, afterCheckpoint(turn, script, begun))
    const point = new ResumePoint({ firstStep, plan: transcript.plan, lines: countLines(turn, transcript) })
    for (const step of script.slice(0, firstStep)) if (step.kind === 'log') point.linesToSkip(step)
    return point
  }

  /** How many lines of this step are in the log already; each is counted once. */
  linesToSkip(step: StepOf<'log'>): number {
    const line = lineOf(step.log)
    const written = this.#lines.get(line) ?? 0
    const skipped = Math.min(written, step.repeat ?? 1)
    this.#lines.set(line, written - skipped)
    return skipped
  }

  /** An earlier attempt has shown this very plan. */
  hasPlan(plan: readonly PlanStep[]): boolean {
    return isDeepStrictEqual(this.#plan, plan)
  }
}
