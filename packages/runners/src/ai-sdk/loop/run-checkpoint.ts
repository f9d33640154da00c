import type { JsonValue } from '@sojourn/contract/json'
import type { Turn } from '@sojourn/core/ports/runner'
import type { AssistantModelMessage, ToolModelMessage } from 'ai'
import { z } from 'zod'

/** What a run has said and done so far, as the model reads it. */
export type RunMessages = (AssistantModelMessage | ToolModelMessage)[]

/** Where a run stands: its finished steps, and the messages that they came to. */
export type Progress = { step: number; messages: RunMessages; tokens: number | null }

const schema = z.object({
  runner: z.literal('ai-sdk'),
  step: z.int().min(0),
  tokens: z.int().nullable(),
  messages: z.array(z.looseObject({ role: z.enum(['assistant', 'tool']) })),
})

/** Where the run goes on: after the last step that an earlier attempt of it finished, else at its beginning. */
export const readProgress = (turn: Turn): Progress => {
  const parsed = turn.checkpointOfThisRun ? schema.safeParse(turn.checkpoint) : null
  if (!parsed?.success) return { step: 0, messages: [], tokens: null }
  // Nobody writes such a checkpoint but saveProgress.
  const messages = parsed.data.messages as unknown as RunMessages
  return { step: parsed.data.step, messages, tokens: parsed.data.tokens }
}

export const saveProgress = (turn: Turn, { step, messages, tokens }: Progress): Promise<void> => {
  const data = { runner: 'ai-sdk', step, tokens, messages } as unknown as JsonValue
  return turn.saveCheckpoint(data, `step ${step}`)
}
