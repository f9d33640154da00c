import type { EventOf, SessionEvent } from './event.ts'
import { TranscriptDraft } from './transcript-draft.ts'
import type { BlockItem, ItemBase, ToolItem, Transcript } from './transcript-items.ts'
import { runChangeOf } from './transcript-runs.ts'

export type * from './transcript-items.ts'

export const emptyTranscript: Transcript = { lastSeq: 0, items: [], runs: [], plan: null, summary: null }

const noticeTypes = new Set<string>([
  'run.failed',
  'run.cancelled',
  'run.timed_out',
  'run.requeued',
  'session.compacted',
  'session.forked',
  'session.recovered',
  'session.status_changed',
  'error',
  'log',
])

/** Types that change what other parts of a client show, not the transcript. */
const silentTypes = new Set<string>([
  'session.created',
  'session.updated',
  'session.state_changed',
  'session.tagged',
  'session.untagged',
  'session.archived',
  'session.unarchived',
  'run.queued',
  'run.edited',
  'run.moved',
  'run.started',
  'run.completed',
  'checkpoint.saved',
  'step.completed',
  'usage.recorded',
  'agent.session_opened',
  'agent.options_changed',
])

const base = (event: SessionEvent, key: string): ItemBase => ({
  key,
  seq: event.seq,
  ts: event.ts,
  runId: event.runId ?? null,
})

const startBlock = (draft: TranscriptDraft, event: EventOf<'block.started'>): void => {
  const { blockId, kind, parentBlockId, title } = event.data
  if (kind === 'tool_use' || kind === 'tool_result') return
  draft.add({
    ...base(event, `block:${blockId}`),
    type: 'block',
    blockId,
    kind,
    text: '',
    done: false,
    interrupted: false,
    parentBlockId: parentBlockId ?? null,
    title: title ?? null,
    attachments: [],
  })
}

const completeBlock = (draft: TranscriptDraft, event: EventOf<'block.completed'>): void => {
  const { block, blockId } = event.data
  if (block.kind === 'tool_use' || block.kind === 'tool_result') return
  const whole: BlockItem = {
    ...base(event, `block:${blockId}`),
    type: 'block',
    blockId,
    kind: block.kind,
    text: block.text,
    done: true,
    interrupted: block.interrupted ?? false,
    parentBlockId: block.parentBlockId ?? null,
    title: block.kind === 'subagent' ? (block.title ?? null) : null,
    attachments: block.kind === 'user_message' || block.kind === 'assistant_text' ? (block.attachments ?? []) : [],
  }
  draft.add(whole)
  draft.block(blockId, (item) => ({ ...whole, seq: item.seq, ts: item.ts }))
}

const callTool = (draft: TranscriptDraft, event: EventOf<'tool.called'> | EventOf<'permission.requested'>): void => {
  const { toolCallId, toolId, operation, toolInput, title } = event.data
  draft.add({
    ...base(event, `tool:${toolCallId}`),
    type: 'tool',
    toolCallId,
    toolId,
    operation,
    toolInput,
    effect: event.type === 'tool.called' ? event.data.effect : 'write',
    title: title ?? null,
    status: 'called',
    output: '',
    result: null,
    settledSeq: null,
    cut: event.cut ? [event.seq] : [],
    summary: null,
    error: null,
    durationMs: null,
    permission: null,
    settledBy: null,
    happened: null,
  })
}

const settled = (item: ToolItem, event: SessionEvent): Pick<ToolItem, 'settledSeq' | 'cut'> => ({
  settledSeq: event.seq,
  cut: event.cut ? [...item.cut, event.seq] : item.cut,
})

const foldTool = (draft: TranscriptDraft, event: SessionEvent): void => {
  switch (event.type) {
    case 'tool.called':
      callTool(draft, event)
      // A later attempt may call again under the same id.
      draft.tool(event.data.toolCallId, (item) =>
        item.status === 'failed' ? { ...item, status: 'called', error: null, output: '' } : item,
      )
      break
    case 'tool.started':
      draft.tool(event.data.toolCallId, (item) => ({
        ...item,
        status: 'started',
        toolInput: event.data.toolInput ?? item.toolInput,
        title: event.data.title ?? item.title,
      }))
      break
    case 'tool.progressed':
      draft.tool(event.data.toolCallId, (item) => ({ ...item, output: item.output + (event.data.output ?? '') }))
      break
    case 'tool.completed': {
      const { result, summary, durationMs } = event.data
      draft.tool(event.data.toolCallId, (item) => ({
        ...item,
        ...settled(item, event),
        status: 'completed',
        result,
        summary,
        durationMs,
      }))
      break
    }
    case 'tool.failed': {
      const { error, durationMs } = event.data
      draft.tool(event.data.toolCallId, (item) => ({
        ...item,
        ...settled(item, event),
        status: 'failed',
        error,
        durationMs,
      }))
      break
    }
    case 'tool.in_doubt':
      draft.tool(event.data.toolCallId, (item) => ({ ...item, status: 'in_doubt' }))
      break
    case 'tool.settled_by_hand': {
      const { happened, by } = event.data
      draft.tool(event.data.toolCallId, (item) => ({ ...item, status: 'settled_by_hand', happened, settledBy: by }))
      break
    }
  }
}

const foldPermission = (draft: TranscriptDraft, event: SessionEvent): void => {
  if (event.type === 'permission.requested') {
    callTool(draft, event)
    const { permissionId, toolCallId, options, reason, expiresAt } = event.data
    draft.tool(toolCallId, (item) => ({
      ...item,
      permission: {
        permissionId,
        seq: event.seq,
        options,
        reason,
        requestedAt: event.ts,
        expiresAt,
        outcome: null,
        option: null,
        by: null,
        message: null,
      },
    }))
  }
  if (event.type === 'permission.resolved') {
    const { permissionId, outcome, option, by, message } = event.data
    const toolCallId = draft.askedFor(permissionId)
    if (toolCallId === undefined) return
    draft.tool(toolCallId, (item) => ({
      ...item,
      permission: item.permission && {
        ...item.permission,
        outcome,
        option: option ?? null,
        by,
        message: message ?? null,
      },
    }))
  }
}

const foldQuestion = (draft: TranscriptDraft, event: SessionEvent): void => {
  if (event.type === 'question.asked') {
    const { questionId, prompt, schema, expiresAt } = event.data
    draft.add({
      ...base(event, `question:${questionId}`),
      type: 'question',
      questionId,
      prompt,
      schema,
      outcome: 'pending',
      answer: null,
      by: null,
      expiresAt,
    })
  }
  if (event.type === 'question.answered') {
    const { questionId, outcome, answer, by } = event.data
    draft.question(questionId, (item) => ({ ...item, outcome, answer: answer ?? null, by }))
  }
}

const foldEvent = (draft: TranscriptDraft, event: SessionEvent): void => {
  draft.lastSeq = event.seq
  const run = event.runId ? runChangeOf(event) : null
  if (event.runId && run) draft.run(event.runId, run)
  if (event.type === 'block.delta') {
    draft.block(event.data.blockId, (item) => (item.done ? item : { ...item, text: item.text + event.data.delta }))
  } else if (event.type === 'block.started') {
    startBlock(draft, event)
  } else if (event.type === 'block.completed') {
    completeBlock(draft, event)
  } else if (event.type === 'plan.updated') {
    draft.plan = event.data.steps
  } else if (event.type.startsWith('tool.')) {
    foldTool(draft, event)
  } else if (event.type.startsWith('permission.')) {
    foldPermission(draft, event)
  } else if (event.type.startsWith('question.')) {
    foldQuestion(draft, event)
  } else if (noticeTypes.has(event.type) || !silentTypes.has(event.type)) {
    if (event.type === 'session.compacted') draft.summary = { text: event.data.summary, uptoSeq: event.data.uptoSeq }
    draft.add({ ...base(event, `notice:${event.seq}`), type: 'notice', event })
  }
}

/**
 * Folds events into what people (and models) read. Events that `from` has already seen are skipped, so a replay that
 * overlaps does no harm. `from` is not changed, but its internal index is handed on: go on from the newest transcript only.
 */
export const reduceTranscript = (events: Iterable<SessionEvent>, from: Transcript = emptyTranscript): Transcript =>
  new TranscriptFold(from).add(events).transcript

/**
 * The same for who follows for hours: an event costs the same however long the transcript is, because the lists are
 * changed in place. Items themselves never change; a new one takes the old one's place.
 */
export class TranscriptFold {
  readonly #draft: TranscriptDraft

  constructor(from: Transcript = emptyTranscript) {
    this.#draft = new TranscriptDraft(from)
  }

  add(events: Iterable<SessionEvent>): this {
    for (const event of events) if (event.seq > this.#draft.lastSeq) foldEvent(this.#draft, event)
    return this
  }

  /** As it is now. Its lists are the living ones. */
  get transcript(): Transcript {
    const { lastSeq, items, runs, plan, summary } = this.#draft
    return { lastSeq, items, runs, plan, summary }
  }

  /** Index of the first item that is new or different since the last call, the number of items when none is. */
  takeChanges(): number {
    const first = this.#draft.firstChanged
    this.#draft.firstChanged = Number.POSITIVE_INFINITY
    return Math.min(first, this.#draft.items.length)
  }
}
