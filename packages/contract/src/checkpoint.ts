import { z } from 'zod'
import { checkpointId, runId, seq, sessionId, timestamp } from './ids.ts'
import { jsonValue } from './json.ts'
import { pageRequest } from './page.ts'

/** State that a runner (or an operator) saved so that a later attempt can go on from there ([C1]). */
export const checkpoint = z.object({
  id: checkpointId,
  sessionId,
  runId: runId.nullable(),
  label: z.string().nullable(),
  data: jsonValue,
  /** Bytes of `data` as JSON. */
  size: z.int().min(0),
  /** Seq of its `checkpoint.saved` event. */
  seq,
  createdAt: timestamp,
})
export type Checkpoint = z.infer<typeof checkpoint>
export const checkpointRef = z.object({ checkpointId })
export const listCheckpointsInput = pageRequest.extend({ sessionId })

export const checkpointLabel = z.string().min(1).max(200)

export const saveCheckpointInput = z.object({ sessionId, data: jsonValue, label: checkpointLabel.optional() })
export type SaveCheckpointInput = z.infer<typeof saveCheckpointInput>
