import { SojournError } from '@sojourn/contract/error'
import type { JsonValue } from '@sojourn/contract/json'
import { usageRecord } from '@sojourn/contract/usage'
import type { QuestionReply, RunOutcome, Turn } from '@sojourn/core/ports/runner'
import { deniedOutcome } from '../denied-outcome.ts'
import { pause } from '../pause.ts'
import { ResumePoint, stepId } from './resume-point.ts'
import type { Script, ScriptStep, StepOf } from './script.ts'
import { reportAsJson, type Toolbox } from './scripted-tools.ts'
import { breathe, streamText } from './stream-text.ts'

/** A step in its place. */
interface Played {
  turn: Turn
  toolbox: Toolbox
  /** Id of what the step says, calls or asks. */
  id: string
  index: number
  resumed: ResumePoint
}

/** How the run ends with this step; null: it goes on. */
type StepEnd = RunOutcome | null

const playDurableStep = async (step: StepOf<'step'>, { turn, toolbox, id }: Played): Promise<StepEnd> => {
  const refused: { outcome: StepEnd } = { outcome: null }
  try {
    await turn.step<JsonValue>(step.step, async () => {
      if (!step.tool) return null
      const report = await toolbox.use(step.tool, id)
      refused.outcome = deniedOutcome(report)
      // A step that was not allowed is not a finished one.
      if (refused.outcome) throw new SojournError('PERMISSION_DENIED', 'The step was not allowed')
      return reportAsJson(report)
    })
  } catch (error) {
    if (!refused.outcome) throw error
  }
  return refused.outcome
}

const playTool = async (step: StepOf<'tool'>, { toolbox, id }: Played): Promise<StepEnd> =>
  deniedOutcome(await toolbox.use(step.tool, id))

/** Times that one question may be lost with its attempt before the script gives up on it. */
const maxAsked = 100

/**
 * Asks, and asks again under another id when the question ended with an attempt that was lost and not with a person. The
 * ids are counted, so that a later attempt finds the answer under whichever it was given.
 */
const askUntilSettled = async ({ ask }: StepOf<'ask'>, { turn, id }: Played): Promise<QuestionReply> => {
  for (let asked = 0; ; asked++) {
    const questionId = asked === 0 ? id : `${id}.${asked}`
    const reply = await turn.ask({ prompt: ask.prompt, schema: ask.schema, questionId })
    turn.signal.throwIfAborted()
    if (reply.outcome === 'answered' || reply.outcome === 'expired' || asked === maxAsked) return reply
  }
}

const playAsk = async (step: StepOf<'ask'>, played: Played): Promise<null> => {
  const reply = await askUntilSettled(step, played)
  const text = reply.outcome === 'answered' ? asText(reply.answer) : `Nobody answered: ${reply.outcome}.`
  await streamText(played.turn, { kind: 'assistant_text', blockId: played.id, text })
  return null
}

const asText = (answer: JsonValue): string => (typeof answer === 'string' ? answer : JSON.stringify(answer))

const playLog = async (step: StepOf<'log'>, { turn, resumed }: Played): Promise<null> => {
  const { level, message } = step.log
  for (let line = resumed.linesToSkip(step); line < (step.repeat ?? 1); line++) {
    await breathe(line, turn.signal)
    await turn.log(level, message)
  }
  return null
}

/** A record that cannot be one is skipped with a warning: a wrong bill is no reason to fail the work. */
const playUsage = async ({ usage }: StepOf<'usage'>, { turn, index }: Played): Promise<null> => {
  const record = usageRecord.safeParse(usage)
  await turn.step(`script.usage.${index}`, async () => {
    if (record.success) await turn.usage(record.data)
    else await turn.log('warn', `Step ${index + 1} of the script: a usage record that cannot be one was skipped`)
    return null
  })
  return null
}

const throwAsACrash = ({ failAttempts }: StepOf<'failAttempts'>, attempt: number): null => {
  if (attempt > failAttempts) return null
  throw new SojournError(
    'RUNNER_CRASHED',
    `Attempt ${attempt} breaks off, as the script asks (failAttempts ${failAttempts})`,
  )
}

const playStep = async (step: ScriptStep, played: Played): Promise<StepEnd> => {
  const { turn, id: blockId } = played
  switch (step.kind) {
    case 'text':
      await streamText(turn, { ...step, kind: 'assistant_text', blockId })
      return null
    case 'thinking':
      await streamText(turn, { ...step, text: step.thinking, blockId })
      return null
    case 'plan':
      if (!played.resumed.hasPlan(step.plan)) await turn.plan(step.plan)
      return null
    case 'tool':
      return playTool(step, played)
    case 'ask':
      return playAsk(step, played)
    case 'sleep':
      await pause(step.sleep, turn.signal)
      return null
    case 'log':
      return playLog(step, played)
    case 'checkpoint':
      await turn.saveCheckpoint(step.checkpoint, step.label)
      return null
    case 'step':
      return playDurableStep(step, played)
    case 'usage':
      return playUsage(step, played)
    case 'title':
      await turn.setTitle(step.title)
      return null
    case 'fail':
      return {
        status: 'failed',
        doneReason: 'error',
        error: { code: 'RUNNER_FAILED', message: step.fail.message, retryable: false },
      }
    case 'failAttempts':
      return throwAsACrash(step, turn.attempt)
  }
}

/**
 * Plays a script to its end. A later attempt begins with the step in which the one before it broke off, or after the
 * step that saved the checkpoint; everything a step says, calls or asks has an id made of run and step, so nothing is
 * said or done twice.
 */
export const playScript = async (script: Script, turn: Turn, toolbox: Toolbox): Promise<RunOutcome> => {
  const resumed = await ResumePoint.find(turn, script)
  for (const [index, step] of script.entries()) {
    if (index < resumed.firstStep) continue
    await breathe(index, turn.signal)
    const end = await playStep(step, { turn, toolbox, id: stepId(turn, index), index, resumed })
    // A cancelled wait for a permission is the end of the run, and not a refusal.
    turn.signal.throwIfAborted()
    if (end) return end
  }
  return { status: 'completed' }
}
