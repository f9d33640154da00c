import type { EventOf } from '@sojourn/contract/event'
import type { PermissionRecord, ToolCallRecord } from '../ports/records.ts'
import type { SessionStore } from '../ports/session-store.ts'
import { readOpenTexts } from '../session/open-texts.ts'
import type { SessionState } from '../session/session-state.ts'

/** What earlier attempts of a run have said and done, so that a later one neither says nor does it again. */
export interface AttemptHistory {
  /** Text of blocks that were completed. */
  finishedBlocks: ReadonlyMap<string, string>
  /** Texts of the assistant_text blocks among them, in order. */
  said: readonly string[]
  /** Text so far of blocks that are still open. */
  openBlocks: ReadonlyMap<string, string>
  /** Blocks that were cut off and closed; their ids are used up. */
  interruptedBlocks: ReadonlySet<string>
  toolCalls: ReadonlyMap<string, ToolCallRecord>
  /** The newest request about each tool call. */
  permissions: ReadonlyMap<string, PermissionRecord>
}

export const noHistory: AttemptHistory = {
  finishedBlocks: new Map(),
  said: [],
  openBlocks: new Map(),
  interruptedBlocks: new Set(),
  toolCalls: new Map(),
  permissions: new Map(),
}

const pageSize = 1_000

const readCompleted = async (store: SessionStore, sessionId: string, runId: string) => {
  const completed: EventOf<'block.completed'>['data'][] = []
  let afterSeq = 0
  while (true) {
    const query = { sessionId, afterSeq, limit: pageSize, runId, types: ['block.completed'] }
    const page = await store.readEvents(query)
    for (const { event } of page) if (event.type === 'block.completed') completed.push(event.data)
    const last = page.at(-1)
    if (!last || page.length < pageSize) return completed
    afterSeq = last.seq
  }
}

const readPermissions = async (store: SessionStore, state: SessionState, runIds: ReadonlySet<string>) => {
  const { projectId, id: sessionId } = state.record
  const newest = new Map<string, PermissionRecord>()
  let cursor: string | null = null
  do {
    const page = await store.listPermissions({ projectId, sessionId, limit: 200, ...(cursor ? { cursor } : {}) })
    // Oldest first: a later request about the same call takes the place of an earlier one.
    for (const item of page.items) if (runIds.has(item.runId)) newest.set(item.toolCallId, item)
    cursor = page.nextCursor
  } while (cursor !== null)
  return newest
}

/** The id of a block that is said again because its first block was cut off and closed. */
export const repeatedBlockId = (blockId: string, { runId, attempt }: { runId: string; attempt: number }): string =>
  `${blockId}/${runId}.${attempt}`

/** The id that a runner asks for: of a block that was said again, the id of the first. */
const wantedId = (blockId: string, interrupted: ReadonlySet<string>): string =>
  [...interrupted].find((first) => blockId.startsWith(`${first}/`)) ?? blockId

/** Reads what the runs of `lineage` (those that this one continues, and its own earlier attempts) have left. */
export const readHistory = async (
  store: SessionStore,
  state: SessionState,
  lineage: readonly string[],
): Promise<AttemptHistory> => {
  const { projectId, id: sessionId } = state.record
  const finishedBlocks = new Map<string, string>()
  const said: string[] = []
  const interruptedBlocks = new Set<string>()
  const toolCalls = new Map<string, ToolCallRecord>()
  for (const runId of lineage) {
    for (const { blockId, block } of await readCompleted(store, sessionId, runId)) {
      if (block.interrupted) interruptedBlocks.add(blockId)
      else if (block.kind === 'assistant_text') said.push(block.text)
      if (!block.interrupted && 'text' in block) finishedBlocks.set(wantedId(blockId, interruptedBlocks), block.text)
    }
    for (const call of await store.listToolCalls({ projectId, sessionId, runId })) toolCalls.set(call.toolCallId, call)
  }
  const openBlocks = await readOpenTexts(store, state)
  return {
    finishedBlocks,
    said,
    interruptedBlocks,
    openBlocks,
    toolCalls,
    permissions: await readPermissions(store, state, new Set(lineage)),
  }
}
