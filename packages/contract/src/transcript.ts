import type { EventOf, SessionEvent } from './event.ts'
import type { BlockItem, ItemBase, QuestionItem, ToolItem, Transcript, TranscriptItem } from './transcript-items.ts'

export type * from './transcript-items.ts'

export const emptyTranscript: Transcript = { lastSeq: 0, items: [], plan: null, summary: null }

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
])

/** Where each key stands. Positions never change, so all versions of one transcript share one index. */
const indexes = new WeakMap<readonly TranscriptItem[], Map<string, number>>()

class Fold {
  lastSeq: number
  plan: Transcript['plan']
  summary: Transcript['summary']
  readonly items: TranscriptItem[]
  readonly #index: Map<string, number>

  constructor(from: Transcript) {
    this.lastSeq = from.lastSeq
    this.plan = from.plan
    this.summary = from.summary
    this.items = [...from.items]
    const known = indexes.get(from.items)
    this.#index = known?.size === from.items.length ? known : new Map(from.items.map((item, at) => [item.key, at]))
    indexes.set(this.items, this.#index)
  }

  add(item: TranscriptItem): void {
    if (this.#index.has(item.key)) return
    this.#index.set(item.key, this.items.length)
    this.items.push(item)
  }

  get(key: string): TranscriptItem | undefined {
    const at = this.#index.get(key)
    return at === undefined ? undefined : this.items[at]
  }

  block(blockId: string, change: (item: BlockItem) => BlockItem): void {
    this.#change(`block:${blockId}`, (item) => (item.type === 'block' ? change(item) : item))
  }

  tool(toolCallId: string, change: (item: ToolItem) => ToolItem): void {
    this.#change(`tool:${toolCallId}`, (item) => (item.type === 'tool' ? change(item) : item))
  }

  question(questionId: string, change: (item: QuestionItem) => QuestionItem): void {
    this.#change(`question:${questionId}`, (item) => (item.type === 'question' ? change(item) : item))
  }

  #change(key: string, change: (item: TranscriptItem) => TranscriptItem): void {
    const at = this.#index.get(key)
    const item = at === undefined ? undefined : this.items[at]
    if (at !== undefined && item) this.items[at] = change(item)
  }
}

const base = (event: SessionEvent, key: string): ItemBase => ({
  key,
  seq: event.seq,
  ts: event.ts,
  runId: event.runId ?? null,
})

const startBlock = (fold: Fold, event: EventOf<'block.started'>): void => {
  const { blockId, kind, parentBlockId, title } = event.data
  if (kind === 'tool_use' || kind === 'tool_result') return
  fold.add({
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

const completeBlock = (fold: Fold, event: EventOf<'block.completed'>): void => {
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
    attachments: block.kind === 'user_message' ? (block.attachments ?? []) : [],
  }
  fold.add(whole)
  fold.block(blockId, (item) => ({ ...whole, seq: item.seq, ts: item.ts }))
}

const callTool = (fold: Fold, event: EventOf<'tool.called'> | EventOf<'permission.requested'>): void => {
  const { toolCallId, toolId, operation, toolInput, title } = event.data
  fold.add({
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
    summary: null,
    error: null,
    durationMs: null,
    permission: null,
    settledBy: null,
    happened: null,
  })
}

const foldTool = (fold: Fold, event: SessionEvent): void => {
  switch (event.type) {
    case 'tool.called':
      callTool(fold, event)
      // A later attempt may call again under the same id.
      fold.tool(event.data.toolCallId, (item) =>
        item.status === 'failed' ? { ...item, status: 'called', error: null, output: '' } : item,
      )
      break
    case 'tool.started':
      fold.tool(event.data.toolCallId, (item) => ({
        ...item,
        status: 'started',
        toolInput: event.data.toolInput ?? item.toolInput,
      }))
      break
    case 'tool.progressed':
      fold.tool(event.data.toolCallId, (item) => ({ ...item, output: item.output + (event.data.output ?? '') }))
      break
    case 'tool.completed': {
      const { result, summary, durationMs } = event.data
      fold.tool(event.data.toolCallId, (item) => ({ ...item, status: 'completed', result, summary, durationMs }))
      break
    }
    case 'tool.failed': {
      const { error, durationMs } = event.data
      fold.tool(event.data.toolCallId, (item) => ({ ...item, status: 'failed', error, durationMs }))
      break
    }
    case 'tool.in_doubt':
      fold.tool(event.data.toolCallId, (item) => ({ ...item, status: 'in_doubt' }))
      break
    case 'tool.settled_by_hand': {
      const { happened, by } = event.data
      fold.tool(event.data.toolCallId, (item) => ({ ...item, status: 'settled_by_hand', happened, settledBy: by }))
      break
    }
  }
}

/** Keys of the permissions already seen, so that an answer finds its tool call. */
const foldPermission = (fold: Fold, event: SessionEvent): void => {
  if (event.type === 'permission.requested') {
    callTool(fold, event)
    const { permissionId, toolCallId, options, reason, expiresAt } = event.data
    fold.tool(toolCallId, (item) => ({
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
    const asked = fold.items.findLast((item) => item.type === 'tool' && item.permission?.permissionId === permissionId)
    if (asked?.type !== 'tool') return
    fold.tool(asked.toolCallId, (item) => ({
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

const foldQuestion = (fold: Fold, event: SessionEvent): void => {
  if (event.type === 'question.asked') {
    const { questionId, prompt, schema, expiresAt } = event.data
    fold.add({
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
    fold.question(questionId, (item) => ({ ...item, outcome, answer: answer ?? null, by }))
  }
}

const foldEvent = (fold: Fold, event: SessionEvent): void => {
  fold.lastSeq = event.seq
  if (event.type === 'block.delta') {
    fold.block(event.data.blockId, (item) => (item.done ? item : { ...item, text: item.text + event.data.delta }))
  } else if (event.type === 'block.started') {
    startBlock(fold, event)
  } else if (event.type === 'block.completed') {
    completeBlock(fold, event)
  } else if (event.type === 'plan.updated') {
    fold.plan = event.data.steps
  } else if (event.type.startsWith('tool.')) {
    foldTool(fold, event)
  } else if (event.type.startsWith('permission.')) {
    foldPermission(fold, event)
  } else if (event.type.startsWith('question.')) {
    foldQuestion(fold, event)
  } else if (noticeTypes.has(event.type) || !silentTypes.has(event.type)) {
    if (event.type === 'session.compacted') fold.summary = { text: event.data.summary, uptoSeq: event.data.uptoSeq }
    fold.add({ ...base(event, `notice:${event.seq}`), type: 'notice', event })
  }
}

/**
 * Folds events into what people (and models) read. Events that `from` has already seen are skipped, so a replay that
 * overlaps does no harm. `from` is not changed, but its internal index is handed on: go on from the newest transcript only.
 */
export const reduceTranscript = (events: Iterable<SessionEvent>, from: Transcript = emptyTranscript): Transcript => {
  const fold = new Fold(from)
  for (const event of events) if (event.seq > fold.lastSeq) foldEvent(fold, event)
  return { lastSeq: fold.lastSeq, items: fold.items, plan: fold.plan, summary: fold.summary }
}
