import type { Checkpoint, SaveCheckpointInput } from '@sojourn/contract/checkpoint'
import type { Page } from '@sojourn/contract/page'
import type { Method } from './call.ts'

export interface CheckpointsApi {
  /** Saves state to go on from; it becomes the session's current checkpoint. */
  save: Method<SaveCheckpointInput, Checkpoint>
  /** Newest first. */
  list: Method<{ sessionId: string; cursor?: string | undefined; limit?: number | undefined }, Page<Checkpoint>>
  get: Method<{ checkpointId: string }, Checkpoint>
}

export const checkpointKinds = {
  save: 'mutation',
  list: 'query',
  get: 'query',
} as const satisfies Record<keyof CheckpointsApi, string>
