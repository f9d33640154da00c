import { coreCommandOf } from '@sojourn/contract/command'
import { SojournError } from '@sojourn/contract/error'
import { runId, sessionId } from '@sojourn/contract/ids'
import { runStatus, submitStrategy } from '@sojourn/contract/run'
import { reason } from '@sojourn/contract/session'
import { z } from 'zod'
import type { Tool } from '../tool.ts'
import { awaitRun, runReport, waitSeconds } from './await-run.ts'

const sendInput = z.object({
  sessionId,
  text: z.string().min(1).max(200_000).describe('What the agent shall do'),
  strategy: submitStrategy
    .optional()
    .describe('When a run is executing: enqueue (default), reject, or interrupt it and go first'),
  waitSeconds,
})

export const send: Tool<typeof sendInput, typeof runReport> = {
  name: 'send',
  title: 'Send input to a session',
  description:
    'Gives a session’s agent work and waits for its answer. Comes back when the run has ended (text holds the answer), when somebody must answer something (waitingFor), or when waitSeconds are over and the run goes on: then call wait with the runId.',
  input: sendInput,
  output: runReport,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  async run(context, { sessionId, text, strategy, waitSeconds: seconds }) {
    const submitted = await context.port.submit({ sessionId, input: { text }, strategy }, { signal: context.signal })
    if (submitted.runId === null) {
      throw new SojournError(
        'RUN_NOT_FOUND',
        `Nothing was queued by ${coreCommandOf(text) ?? 'this input'}; use cancel`,
      )
    }
    return awaitRun(context, { sessionId, runId: submitted.runId, seconds })
  },
}

const waitInput = z.object({ runId, waitSeconds })

export const wait: Tool<typeof waitInput, typeof runReport> = {
  name: 'wait',
  title: 'Wait for a run',
  description:
    'Waits until a run has ended or needs an answer, waitSeconds at most. Use it after send, and again after you have answered a permission or a question.',
  input: waitInput,
  output: runReport,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run(context, { runId, waitSeconds: seconds }) {
    const { sessionId } = await context.port.run({ runId }, { signal: context.signal })
    return awaitRun(context, { sessionId, runId, seconds })
  },
}

const cancelInput = z.object({
  sessionId,
  runId: runId.optional().describe('A queued or executing run; default: the one that is executing'),
  reason: reason.optional(),
})
const cancelOutput = z.object({ runId: z.string().nullable(), status: runStatus.nullable() })

export const cancel: Tool<typeof cancelInput, typeof cancelOutput> = {
  name: 'cancel',
  title: 'Cancel a run',
  description: 'Ends a run for good: the one that is executing in a session, or the one you name. Its session stays.',
  input: cancelInput,
  output: cancelOutput,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async run({ port, signal }, { sessionId, runId: given, reason }) {
    const runId = given ?? (await port.terminate({ sessionId }, { signal })).runId
    if (runId === null) return { data: { runId, status: null }, text: 'No run is executing in this session.' }
    const run = given ? await port.cancelRun({ runId, reason }, { signal }) : await port.run({ runId }, { signal })
    return {
      data: { runId, status: run.status },
      text: `Run ${runId} is ${run.status}; cancelling has been asked for.`,
    }
  },
}
